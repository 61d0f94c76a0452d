import Vocabulary

/// Sorts the reads of a day and packs them into the bytes of its file.
///
/// Measured with the time it takes in mind: plates become numbers by a hash table, so that sorting is one pass of
/// counting over the reads and a sort of the distinct plates alone.
struct DayWriter {
    let day: Int
    /// The tables that ``PackedRead/detail`` of the new reads speaks of.
    let detailTable: [UInt32]

    /// A sorted day in bytes.
    struct Output: Sendable {
        var bytes: [UInt8]
        var reads: Int
        /// Reads that were in the day before, in every column, and were left out.
        var repeated: Int
    }

    /// - `held`: how many of the first reads were in the store before.
    func write(_ input: DayReads, held: Int) -> Output {
        var (sorted, origin, keys, counts) = sort(input.reads)
        let repeated = held > 0 ? dropRepeats(&sorted, &origin, &counts, held: held) : 0
        var sections = [[UInt8]](repeating: [], count: DayLayout.Section.allCases.count)
        func set(_ section: DayLayout.Section, _ bytes: [UInt8]) { sections[section.rawValue] = bytes }

        packPlates(keys, counts, set)
        let (cameraTable, cameraOf) = localCameras(sorted)
        let momentBytes = Moments.bytes(cameras: cameraTable.count)
        set(.cameraTable, Self.bytes(of: cameraTable))
        set(
            .moments,
            Self.pack(sorted.count, width: 8 * momentBytes) {
                Moments.packed(time: sorted[$0].time, camera: cameraOf[Int(sorted[$0].camera)])
            }
        )

        var used = [Bool](repeating: false, count: detailTable.count)
        for read in sorted { used[Int(read.detail)] = true }
        let table = used.indices.filter { used[$0] }.sorted { detailTable[$0] < detailTable[$1] }
        var detailOf = [UInt32](repeating: 0, count: detailTable.count)
        for (index, old) in table.enumerated() { detailOf[old] = UInt32(index) }
        let detailWidth = PackedBits.width(upTo: UInt64(max(table.count - 1, 0)))
        set(.detailTable, Self.bytes(of: table.map { detailTable[$0] }))
        set(.detailBits, Self.pack(sorted.count, width: detailWidth) { UInt64(detailOf[Int(sorted[$0].detail)]) })
        packLists(sorted, cameraOf, cameras: cameraTable.count, set)
        packNotes(input, origin, keys, set)

        var words = [UInt64](repeating: 0, count: DayLayout.Word.allCases.count)
        words[DayLayout.Word.magic.rawValue] = DayLayout.magic
        words[DayLayout.Word.day.rawValue] = UInt64(bitPattern: Int64(day))
        words[DayLayout.Word.reads.rawValue] = UInt64(sorted.count)
        words[DayLayout.Word.plates.rawValue] = UInt64(keys.count)
        words[DayLayout.Word.cameras.rawValue] = UInt64(cameraTable.count)
        words[DayLayout.Word.momentBytes.rawValue] = UInt64(momentBytes)
        words[DayLayout.Word.detailWidth.rawValue] = UInt64(detailWidth)
        words[DayLayout.Word.details.rawValue] = UInt64(table.count)
        return Output(bytes: Self.assemble(&words, sections), reads: sorted.count, repeated: repeated)
    }

    // MARK: - Sorting

    private func sort(_ reads: [PackedRead]) -> ([PackedRead], [UInt32], [UInt64], [UInt32]) {
        let (plateOf, distinct) = Self.number(reads)
        let order = distinct.indices.sorted { distinct[$0] < distinct[$1] }
        var rank = [UInt32](repeating: 0, count: distinct.count)
        for (place, plate) in order.enumerated() { rank[plate] = UInt32(place) }
        var counts = [UInt32](repeating: 0, count: distinct.count)
        for plate in plateOf { counts[Int(rank[Int(plate)])] += 1 }
        var next = [UInt32](repeating: 0, count: distinct.count)
        var sum: UInt32 = 0
        for place in counts.indices {
            next[place] = sum
            sum += counts[place]
        }
        var origin = [UInt32](repeating: 0, count: reads.count)
        let sorted = [PackedRead](unsafeUninitializedCapacity: reads.count) { out, count in
            reads.withUnsafeBufferPointer { reads in
                for index in reads.indices {
                    let place = Int(rank[Int(plateOf[index])])
                    let slot = Int(next[place])
                    next[place] += 1
                    out[slot] = reads[index]
                    origin[slot] = UInt32(index)
                }
            }
            count = reads.count
            var start = 0
            for size in counts {
                Self.sortByTime(out, &origin, start..<start + Int(size))
                start += Int(size)
            }
        }
        return (sorted, origin, order.map { distinct[$0] }, counts)
    }

    /// Numbers the plates in the order in which they come.
    private static func number(_ reads: [PackedRead]) -> (plateOf: [UInt32], distinct: [UInt64]) {
        var capacity = 1 << 12
        var slots = [UInt32](repeating: 0, count: capacity)
        var distinct: [UInt64] = []
        var plateOf = [UInt32](repeating: 0, count: reads.count)
        func home(_ key: UInt64, _ capacity: Int) -> Int {
            Int(truncatingIfNeeded: ((key ^ key >> 29) &* 0x9e37_79b9_7f4a_7c15) >> 32) & (capacity - 1)
        }
        for index in reads.indices {
            let key = reads[index].key
            var slot = home(key, capacity)
            while slots[slot] != 0, distinct[Int(slots[slot]) - 1] != key { slot = (slot + 1) & (capacity - 1) }
            if slots[slot] == 0 {
                distinct.append(key)
                slots[slot] = UInt32(distinct.count)
                plateOf[index] = UInt32(distinct.count - 1)
                guard distinct.count * 2 > capacity else { continue }
                capacity *= 4
                slots = [UInt32](repeating: 0, count: capacity)
                for (number, key) in distinct.enumerated() {
                    var slot = home(key, capacity)
                    while slots[slot] != 0 { slot = (slot + 1) & (capacity - 1) }
                    slots[slot] = UInt32(number + 1)
                }
            } else {
                plateOf[index] = slots[slot] - 1
            }
        }
        return (plateOf, distinct)
    }

    /// Orders one plate's reads by time and camera; stable, and quick because reads arrive nearly in order.
    private static func sortByTime(
        _ reads: UnsafeMutableBufferPointer<PackedRead>,
        _ origin: inout [UInt32],
        _ range: Range<Int>
    ) {
        if range.count > 256 {
            let order = range.map { (reads[$0], origin[$0]) }
                .sorted { ($0.0.time, $0.0.camera, $0.1) < ($1.0.time, $1.0.camera, $1.1) }
            for (index, entry) in zip(range, order) { (reads[index], origin[index]) = entry }
            return
        }
        for index in range.dropFirst() {
            let read = reads[index]
            let from = origin[index]
            var hole = index
            while hole > range.lowerBound, (reads[hole - 1].time, reads[hole - 1].camera) > (read.time, read.camera) {
                reads[hole] = reads[hole - 1]
                origin[hole] = origin[hole - 1]
                hole -= 1
            }
            reads[hole] = read
            origin[hole] = from
        }
    }

    /// Leaves out new reads that the day already held, so that importing a file twice changes nothing.
    private func dropRepeats(
        _ reads: inout [PackedRead],
        _ origin: inout [UInt32],
        _ counts: inout [UInt32],
        held: Int
    ) -> Int {
        var kept = 0
        var read = 0
        for plate in counts.indices {
            let end = read + Int(counts[plate])
            let first = kept
            while read < end {
                let one = reads[read]
                var back = kept - 1
                var isRepeat = false
                while Int(origin[read]) >= held, back >= first, reads[back].time == one.time,
                    reads[back].camera == one.camera, !isRepeat
                {
                    isRepeat = Int(origin[back]) < held && reads[back].detail == one.detail
                    back -= 1
                }
                if !isRepeat {
                    reads[kept] = one
                    origin[kept] = origin[read]
                    kept += 1
                }
                read += 1
            }
            counts[plate] = UInt32(kept - first)
        }
        let repeated = reads.count - kept
        reads.removeLast(repeated)
        origin.removeLast(repeated)
        return repeated
    }
}
