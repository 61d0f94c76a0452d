/// Which records have a key.
///
/// Buckets by the high bits of a key; in each its distinct keys by their low 32 bits, ascending, with the one record
/// that has it, or the place of a list: how many, then the records, ascending.
struct IndexTable: Sendable {
    /// Where each bucket's keys start, with one more for the end.
    let buckets: FlatSection
    /// Eight bytes a key: what is found in the low half, the key's low bits in the high half.
    let entries: FlatSection
    let postings: FlatSection
    /// The count of buckets is two to the power of this.
    let bits: Int

    /// Stands for a key that is not there: a record that no index has.
    private static let nothing = UInt32.max
    /// A record by itself, not a list.
    private static let single: UInt32 = 0x8000_0000

    /// What is found for each key, for ``each(found:_:)``; `nothing` where there is no such key.
    ///
    /// A key is three places of memory, each told by the one before. All keys take each step together, so that the
    /// memory of one is on its way while the others are looked at.
    func find(_ keys: [UInt64], into found: inout [UInt32]) {
        for key in keys { buckets.fetch(bucket(key) &* 4) }
        for key in keys { entries.fetch(Int(buckets.four(bucket(key) &* 4)) &* 8) }
        found.removeAll(keepingCapacity: true)
        for key in keys {
            let value = value(key) ?? Self.nothing
            if value & Self.single == 0 { postings.fetch(Int(value) &* 4) }
            found.append(value)
        }
    }

    /// Calls the body with each record that has a key, ascending, until it returns false.
    @inline(__always)
    func each(_ key: UInt64, _ body: (UInt32) -> Bool) {
        if let value = value(key) { each(found: value, body) }
    }

    /// The same of what was found for a key.
    @inline(__always)
    func each(found value: UInt32, _ body: (UInt32) -> Bool) {
        if value == Self.nothing { return }
        if value & Self.single != 0 {
            _ = body(value & ~Self.single)
            return
        }
        let start = Int(value) &* 4
        // A list is never longer than what is left of the section.
        let count = min(Int(postings.four(start)), max(0, postings.count - start) / 4)
        for index in 0..<count where !body(postings.four(start &+ 4 &+ index &* 4)) { return }
    }

    @inline(__always)
    private func bucket(_ key: UInt64) -> Int { Int(truncatingIfNeeded: key >> UInt64(64 - bits)) }

    @inline(__always)
    private func value(_ key: UInt64) -> UInt32? {
        let bucket = bucket(key)
        let end = Int(min(buckets.four(bucket &* 4 &+ 4), UInt32(clamping: entries.count / 8)))
        var place = Int(buckets.four(bucket &* 4))
        let low = UInt32(truncatingIfNeeded: key)
        while place < end {
            let entry = entries.eight(place &* 8)
            let found = UInt32(truncatingIfNeeded: entry >> 32)
            if found == low { return UInt32(truncatingIfNeeded: entry) }
            if found > low { return nil }
            place &+= 1
        }
        return nil
    }

    /// A table being made: every key of every record, by bucket, sorted.
    struct Draft {
        let bits: Int
        /// Where each bucket's pairs start in ``pairs``.
        private var starts: [UInt32]
        /// Key in the high half, record in the low.
        private var pairs: [UInt64]
        private(set) var entryCount = 0
        private(set) var postingCount = 0

        /// `each` calls its body with every key of a record; it is asked twice for each, and must answer alike.
        ///
        /// O(keys · log keys of one bucket). At most 2^32 - 1 keys in all.
        init(people: Int, each: (Int, (UInt64) -> Void) -> Void) {
            bits = max(4, (people / 2).bitWidth - max(people / 2, 1).leadingZeroBitCount)
            let shift = UInt64(64 - bits)
            starts = Array(repeating: 0, count: 1 << bits + 1)
            starts.withUnsafeMutableBufferPointer { starts in
                for person in 0..<people { each(person) { starts[Int(truncatingIfNeeded: $0 >> shift) + 1] += 1 } }
                for bucket in 1..<starts.count { starts[bucket] += starts[bucket - 1] }
            }
            pairs = Array(repeating: 0, count: Int(starts[starts.count - 1]))
            var next = starts
            pairs.withUnsafeMutableBufferPointer { pairs in
                next.withUnsafeMutableBufferPointer { next in
                    for person in 0..<people {
                        each(person) { key in
                            let bucket = Int(truncatingIfNeeded: key >> shift)
                            pairs[Int(next[bucket])] = key << 32 | UInt64(person)
                            next[bucket] += 1
                        }
                    }
                }
            }
            sortBuckets()
            var entryCount = 0
            var postingCount = 0
            eachKey { _, _, members in
                entryCount += 1
                if members.count > 1 { postingCount += members.count + 1 }
            }
            (self.entryCount, self.postingCount) = (entryCount, postingCount)
        }

        /// Sorts each bucket, and gives pairs that come twice the highest number, which is no pair.
        private mutating func sortBuckets() {
            let starts = starts
            pairs.withUnsafeMutableBufferPointer { pairs in
                for bucket in 0..<starts.count - 1 {
                    let range = Int(starts[bucket])..<Int(starts[bucket + 1])
                    guard range.count > 1 else { continue }
                    pairs[range].sort()
                    var last = range.lowerBound
                    for place in range.dropFirst() where pairs[place] != pairs[last] {
                        last += 1
                        pairs[last] = pairs[place]
                    }
                    for place in (last + 1)..<range.upperBound { pairs[place] = .max }
                }
            }
        }

        /// Calls the body with each distinct key: its bucket, its low bits and its pairs.
        private func eachKey(_ body: (Int, UInt64, Slice<UnsafeBufferPointer<UInt64>>) -> Void) {
            pairs.withUnsafeBufferPointer { pairs in
                for bucket in 0..<starts.count - 1 {
                    var start = Int(starts[bucket])
                    let end = Int(starts[bucket + 1])
                    while start < end, pairs[start] != .max {
                        var next = start + 1
                        while next < end, pairs[next] >> 32 == pairs[start] >> 32, pairs[next] != .max { next += 1 }
                        body(bucket, pairs[start] >> 32, pairs[start..<next])
                        start = next
                    }
                }
            }
        }

        /// Writes the three sections, of `(2^bits + 1) * 4`, `entryCount * 8` and `postingCount * 4` bytes.
        func write(
            buckets: UnsafeMutableRawBufferPointer,
            entries: UnsafeMutableRawBufferPointer,
            postings: UnsafeMutableRawBufferPointer
        ) {
            var entry = 0
            var posting = 0
            var bucket = 0
            func put(_ value: UInt32, _ place: Int, _ bytes: UnsafeMutableRawBufferPointer) {
                bytes.storeBytes(of: value.littleEndian, toByteOffset: place * 4, as: UInt32.self)
            }
            eachKey { owner, low, members in
                while bucket < owner {
                    bucket += 1
                    put(UInt32(entry), bucket, buckets)
                }
                var value = UInt32(posting)
                if members.count == 1, let only = members.first {
                    value = UInt32(truncatingIfNeeded: only) | IndexTable.single
                } else {
                    put(UInt32(members.count), posting, postings)
                    for (offset, pair) in members.enumerated() {
                        put(UInt32(truncatingIfNeeded: pair), posting + 1 + offset, postings)
                    }
                    posting += members.count + 1
                }
                put(value, entry * 2, entries)
                put(UInt32(truncatingIfNeeded: low), entry * 2 + 1, entries)
                entry += 1
            }
            while bucket < 1 << bits {
                bucket += 1
                put(UInt32(entry), bucket, buckets)
            }
        }
    }
}
