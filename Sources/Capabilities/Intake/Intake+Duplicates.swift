/// The records of one file already met, to find keys used twice: a table of ids with half of each digest.
///
/// Bounded: after ``limit`` records it no longer grows, and later repeats of later keys go unseen (the store still
/// keeps both, as versions).
struct SeenRecords {
    enum Meeting { case first, again, conflict }

    /// Twelve bytes a place, three quarters full at most: 25 MB for a million records, 200 MB at the limit.
    static let limit = 12_000_000

    private var ids: [Int64]
    private var checks: [UInt32]
    private var mask: Int
    private(set) var count = 0

    init() {
        ids = [Int64](repeating: 0, count: 1024)
        checks = [UInt32](repeating: 0, count: 1024)
        mask = 1023
    }

    mutating func meet(_ id: Int64, digest: UInt128) -> Meeting {
        let check = UInt32(truncatingIfNeeded: digest)
        var slot = Int(truncatingIfNeeded: id) & mask
        while ids[slot] != 0 {
            if ids[slot] == id { return checks[slot] == check ? .again : .conflict }
            slot = (slot + 1) & mask
        }
        guard count < Self.limit else { return .first }
        ids[slot] = id
        checks[slot] = check
        count += 1
        if count * 4 > ids.count * 3 { grow() }
        return .first
    }

    private mutating func grow() {
        let (oldIDs, oldChecks) = (ids, checks)
        let size = ids.count * 2
        ids = [Int64](repeating: 0, count: size)
        checks = [UInt32](repeating: 0, count: size)
        mask = size - 1
        for (index, id) in oldIDs.enumerated() where id != 0 {
            var slot = Int(truncatingIfNeeded: id) & mask
            while ids[slot] != 0 { slot = (slot + 1) & mask }
            ids[slot] = id
            checks[slot] = oldChecks[index]
        }
    }
}
