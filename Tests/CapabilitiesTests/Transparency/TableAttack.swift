@testable import Capabilities

/// What somebody with every published figure and much patience can find out; knows nothing of how figures were chosen.
struct TableAttack {
    /// Each published figure: its parts by number, and its value.
    let known: [(parts: [Int], value: Int)]
    let names: [String]

    init(_ known: [(parts: Set<String>, value: Int)], names: [String]) {
        self.names = names
        let number = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($0.element, $0.offset) })
        self.known = known.map { figure in (figure.parts.compactMap { number[$0] }.sorted(), figure.value) }
    }

    /// Whether a state in whole numbers agrees with everything and gives a group so much, found by trying every state.
    func allows(_ group: Set<Int>, atLeast least: Int) -> Bool {
        let touched = Set(known.flatMap(\.parts))
        // Nobody has said anything about such a part.
        if !group.isSubset(of: touched) { return true }
        var left = known.map(\.value)
        var open = known.map(\.parts.count)
        var figures = names.map { _ in [Int]() }
        for (place, figure) in known.enumerated() { for part in figure.parts { figures[part].append(place) } }
        // The group first, then by how often a part is in figures: what binds is tried early.
        let order = touched.sorted {
            (group.contains($0) ? 0 : 1, -figures[$0].count, $0) < (group.contains($1) ? 0 : 1, -figures[$1].count, $1)
        }
        func go(_ at: Int, _ sum: Int) -> Bool {
            guard at < order.count else { return sum >= least && left.allSatisfy { $0 == 0 } }
            let part = order[at]
            if !group.contains(part), sum < least { return false }
            let most = figures[part].map { left[$0] }.min() ?? 0
            // Where a figure has no other part left to come, this one is what is left.
            let last = Set(figures[part].filter { open[$0] == 1 }.map { left[$0] })
            guard last.count < 2 else { return false }
            let forced = last.first
            for figure in figures[part] { open[figure] -= 1 }
            defer { for figure in figures[part] { open[figure] += 1 } }
            let values = forced.map { $0...$0 } ?? 0...most
            for value in values.reversed() where value <= most {
                for figure in figures[part] { left[figure] -= value }
                let isFound = go(at + 1, sum + (group.contains(part) ? value : 0))
                for figure in figures[part] { left[figure] += value }
                if isFound { return true }
            }
            return false
        }
        return go(0, 0)
    }

    /// The most that each part can be, by solving the figures as equations and narrowing bounds until nothing moves.
    ///
    /// Bounds from outside: what they rule out is ruled out, so a part that they hold below the threshold is told.
    func bounds() -> [Int?] {
        // Reduced rows over the rationals are sums of figures that nobody printed; they are narrowed with the others.
        var rows = known.map { figure in
            var row = [Int](repeating: 0, count: names.count + 1)
            for part in figure.parts { row[part] = 1 }
            row[names.count] = figure.value
            return row
        }
        var all = rows
        var done = 0
        for column in names.indices {
            guard let pivot = (done..<rows.count).first(where: { rows[$0][column] != 0 }) else { continue }
            rows.swapAt(done, pivot)
            for other in rows.indices where other != done && rows[other][column] != 0 {
                let (a, b) = (rows[done][column], rows[other][column])
                var row = zip(rows[other], rows[done]).map { $0 * a - $1 * b }
                let divisor = row.reduce(0) { Self.divisor($0, $1) }
                if divisor > 1 { row = row.map { $0 / divisor } }
                rows[other] = row
            }
            done += 1
        }
        all += rows.prefix(done)
        // Differences of figures of which one holds the other.
        for a in known {
            for b in known where b.parts.count < a.parts.count && Set(b.parts).isSubset(of: a.parts) {
                var row = [Int](repeating: 0, count: names.count + 1)
                for part in a.parts { row[part] = 1 }
                for part in b.parts { row[part] = 0 }
                row[names.count] = a.value - b.value
                all.append(row)
            }
        }
        var low = [Int](repeating: 0, count: names.count)
        var high = [Int?](repeating: nil, count: names.count)
        for _ in 0..<12 {
            let before = (low, high)
            for row in all {
                for part in names.indices where row[part] != 0 {
                    // row[part] · x = b − Σ others: the others at their least or most.
                    var (least, most): (Int?, Int?) = (row[names.count], row[names.count])
                    for other in names.indices where other != part && row[other] != 0 {
                        let a = row[other]
                        let (small, large) = a > 0 ? (a * low[other], high[other].map { $0 * a }) : (0, -a * low[other])
                        if a > 0 {
                            most = most.map { $0 - small }
                            least = large.flatMap { large in least.map { $0 - large } }
                        } else {
                            most = high[other].flatMap { high in most.map { $0 - a * high } }
                            least = least.map { $0 + (large ?? 0) }
                        }
                    }
                    let a = row[part]
                    if a < 0 { (least, most) = (most.map { -$0 }, least.map { -$0 }) }
                    let size = abs(a)
                    if let most { high[part] = min(high[part] ?? .max, Self.floor(most, size)) }
                    if let least { low[part] = max(low[part], -Self.floor(-least, size)) }
                }
            }
            if before.0 == low, before.1 == high { break }
        }
        return high
    }

    private static func divisor(_ a: Int, _ b: Int) -> Int {
        var (a, b) = (abs(a), abs(b))
        while b != 0 { (a, b) = (b, a % b) }
        return a
    }

    private static func floor(_ a: Int, _ b: Int) -> Int { a >= 0 ? a / b : -((-a + b - 1) / b) }
}

/// Made-up tables with totals, unions, a second table and later releases over the same parts.
struct RandomReleases {
    var releases: [(figures: [PublishedFigure], new: [String: Int])] = []

    init(seed: Int, rows: Int, columns: Int, months: Int, most: Int) {
        var dice = Seeded(seed)
        var known: Set<String> = []
        for month in 0..<months {
            var new: [String: Int] = [:]
            for row in 0..<rows {
                for column in 0..<columns {
                    let isSmall = Int.random(in: 0..<3, using: &dice) > 0
                    new["m\(month) r\(row) c\(column)"] = Int.random(in: 0...(isSmall ? 6 : most), using: &dice)
                }
            }
            known.formUnion(new.keys)
            var figures: [PublishedFigure] = []
            func add(_ name: String, _ parts: some Sequence<String>) {
                let parts = Set(parts)
                if !parts.isEmpty { figures.append(PublishedFigure(key: "\(month)/\(name)", parts: parts)) }
            }
            for part in new.keys.sorted() where Int.random(in: 0..<8, using: &dice) > 0 { add(part, [part]) }
            for row in 0..<rows { add("row \(row)", new.keys.filter { $0.contains("r\(row) ") }) }
            for column in 0..<columns { add("column \(column)", new.keys.filter { $0.hasSuffix("c\(column)") }) }
            add("all", new.keys)
            // To date: over every month so far, which a reader subtracts the last release from.
            if month > 0 {
                add("to date", known)
                for row in 0..<rows { add("row \(row) to date", known.filter { $0.contains("r\(row) ") }) }
            }
            for union in 0..<2 { add("union \(union)", known.sorted().filter { _ in Bool.random(using: &dice) }) }
            releases.append((figures, new))
        }
    }
}
