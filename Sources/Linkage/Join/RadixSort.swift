/// Sorts plain numbers in linear time: eight bits a pass, passes in which nothing differs left out.
enum RadixSort {
    /// Sorts ascending, keeping the order of entries equal in the bits from `lowBit` up.
    static func sort(_ values: inout [UInt64], fromBit lowBit: Int = 0) {
        var other = [UInt64](repeating: 0, count: values.count)
        for shift in stride(from: UInt64(lowBit), to: 64, by: 8) {
            var counts = [Int](repeating: 0, count: 256)
            for value in values { counts[Int(truncatingIfNeeded: value >> shift) & 255] += 1 }
            if counts.contains(values.count) { continue }
            var sum = 0
            for byte in 0..<256 {
                let count = counts[byte]
                counts[byte] = sum
                sum += count
            }
            for value in values {
                let byte = Int(truncatingIfNeeded: value >> shift) & 255
                other[counts[byte]] = value
                counts[byte] += 1
            }
            swap(&values, &other)
        }
    }
}
