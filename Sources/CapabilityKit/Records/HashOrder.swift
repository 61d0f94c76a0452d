/// A value that is ordered first by a hash.
protocol HashOrdered: BitwiseCopyable {
    /// A positive number with all 63 bits equally likely, by which it is ordered before anything else.
    var hash: Int64 { get }

    static func < (a: Self, b: Self) -> Bool
}

/// Sorts by hashes: their own high bits say where each value belongs.
///
/// One pass puts the values into some eight to a stretch, and each short stretch is put in order by insertion: a fifth of
/// what the library's sort takes for 200,000. A stretch that is long after all (the ties of one much tied record) is
/// left to the library's sort.
enum HashOrder {
    private static let longStretch = 32

    static func sorted<Values: Collection>(_ values: Values) -> [Values.Element] where Values.Element: HashOrdered {
        let count = values.count
        guard count > longStretch else { return values.sorted { $0 < $1 } }
        // 2^bits stretches, one for about eight values.
        let bits = max(1, Int.bitWidth - (count / 8).leadingZeroBitCount)
        let shift = Int64(63 - bits)
        var ends = [Int](repeating: 0, count: (1 << bits) + 1)
        for value in values { ends[Int(value.hash >> shift) + 1] += 1 }
        for stretch in 1..<ends.count { ends[stretch] += ends[stretch - 1] }
        // `ends[n]` is where stretch n begins, and becomes where it ends.
        var result = [Values.Element](unsafeUninitializedCapacity: count) { places, filled in
            guard let start = places.baseAddress else { return }
            for value in values {
                let stretch = Int(value.hash >> shift)
                (start + ends[stretch]).initialize(to: value)
                ends[stretch] += 1
            }
            filled = count
        }
        result.withUnsafeMutableBufferPointer { places in
            var first = 0
            for end in ends where end > first {
                if end - first > longStretch {
                    places[first..<end].sort { $0 < $1 }
                } else {
                    insertionSort(&places, first..<end)
                }
                first = end
            }
        }
        return result
    }

    private static func insertionSort<Value: HashOrdered>(
        _ places: inout UnsafeMutableBufferPointer<Value>,
        _ stretch: Range<Int>
    ) {
        for index in stretch.dropFirst() {
            let value = places[index]
            var hole = index
            while hole > stretch.lowerBound, value < places[hole - 1] {
                places[hole] = places[hole - 1]
                hole -= 1
            }
            places[hole] = value
        }
    }
}
