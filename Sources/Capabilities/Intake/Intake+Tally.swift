/// Counts of what was found, by the mapping's slots: flat arrays, so that the row loop only adds.
struct Tally: Sendable {
    private let width = Finding.allCases.count
    private var counts: [Int]
    /// Values (or, for a record's own slot, records) seen.
    private(set) var seen: [Int]
    private var lines: [Int: [Int]] = [:]

    init(slots: Int) {
        counts = [Int](repeating: 0, count: slots * Finding.allCases.count)
        seen = [Int](repeating: 0, count: slots)
    }

    @inline(__always)
    mutating func see(_ slot: Int32) { seen[Int(slot)] &+= 1 }

    /// Counts a finding and remembers the first lines it was met on.
    mutating func add(_ finding: Finding, slot: Int32, line: Int) {
        let place = Int(slot) * width + Int(finding.rawValue)
        counts[place] += 1
        if counts[place] <= Self.linesMax { lines[place, default: []].append(line) }
    }

    static let linesMax = 3

    /// Every count that is not zero.
    func counted() -> [(slot: Int, finding: Finding, count: Int, lines: [Int])] {
        counts.indices.filter { counts[$0] > 0 }.map { place in
            let finding = Finding(rawValue: UInt8(place % width)) ?? .none
            return (place / width, finding, counts[place], lines[place] ?? [])
        }
    }
}
