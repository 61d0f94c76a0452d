/// Sorts plain numbers in linear time: eleven bits a pass, passes in which nothing differs left out.
enum RadixSort {
    private static let bits = 11

    /// Sorts ascending, keeping the order of entries equal in the bits from `lowBit` up.
    static func sort(_ values: inout [UInt64], fromBit lowBit: Int = 0) {
        var room: [UInt64] = []
        sort(&values, fromBit: lowBit, with: &room)
    }

    /// The same with room lent by the caller, who sorts again and again; what is left in it has no meaning.
    static func sort(_ values: inout [UInt64], fromBit lowBit: Int = 0, with other: inout [UInt64]) {
        let count = values.count
        guard count > 1 else { return }
        if other.count > count { other.removeLast(other.count - count) }
        if other.count < count { other.append(contentsOf: repeatElement(0, count: count - other.count)) }
        var counts = [Int](repeating: 0, count: 1 << bits)
        let mask = (1 << bits) - 1
        for shift in stride(from: lowBit, to: 64, by: bits) {
            var isSorted = false
            values.withUnsafeMutableBufferPointer { from in
                other.withUnsafeMutableBufferPointer { into in
                    counts.withUnsafeMutableBufferPointer { counts in
                        counts.update(repeating: 0)
                        for index in 0..<count {
                            counts[Int(truncatingIfNeeded: from[index] >> UInt64(shift)) & mask] += 1
                        }
                        if counts[Int(truncatingIfNeeded: from[0] >> UInt64(shift)) & mask] == count {
                            isSorted = true
                            return
                        }
                        var sum = 0
                        for digit in 0...mask {
                            let found = counts[digit]
                            counts[digit] = sum
                            sum += found
                        }
                        for index in 0..<count {
                            let digit = Int(truncatingIfNeeded: from[index] >> UInt64(shift)) & mask
                            into[counts[digit]] = from[index]
                            counts[digit] += 1
                        }
                    }
                }
            }
            if !isSorted { swap(&values, &other) }
        }
    }
}
