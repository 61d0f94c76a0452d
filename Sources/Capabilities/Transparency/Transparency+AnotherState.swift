/// Other states of affairs that agree with everything published: why a small part cannot be told.
///
/// Parts that stand in the same published figures form a class: only the class's sum can be told, so a part of a class
/// that sums to the threshold or more could be all of it. A class that is small itself must be able to grow: other
/// classes give way so that every published figure keeps its value and none falls below nought. That exchange is
/// searched for with whole numbers and a bound; not finding one counts as exposed, so the bound costs figures and never
/// safety.
struct AnotherState {
    private let threshold: Int
    /// The class of each part.
    private var classOf: [String: Int] = [:]
    private var sums: [Int] = []
    /// The published figures that each class is in; empty where none is.
    private var figures: [[Int]] = []
    /// The classes of each figure.
    private var classes: [[Int]]
    private let parts: [String: Int]

    init(_ published: [PublishedFigure], parts: [String: Int], threshold: Int) {
        self.threshold = threshold
        self.parts = parts
        var memberships = parts.mapValues { _ in [Int]() }
        for (place, figure) in published.enumerated() {
            for part in figure.parts { memberships[part, default: []].append(place) }
        }
        classes = published.map { _ in [] }
        var known: [[Int]: Int] = [:]
        // In the order of their names, so that the same release is always cut the same way.
        for (part, membership) in memberships.sorted(by: { $0.key < $1.key }) {
            let number = known[membership] ?? sums.count
            if known[membership] == nil {
                known[membership] = number
                sums.append(0)
                figures.append(membership)
                for figure in membership { classes[figure].append(number) }
            }
            classOf[part] = number
            sums[number] += parts[part] ?? 0
        }
    }

    /// A small part that could be told, or `nil`.
    var firstExposed: String? {
        var judged: [Int: Bool] = [:]
        for (part, number) in classOf.sorted(by: { $0.key < $1.key }) where (parts[part] ?? 0) > 0 {
            let isProtected = judged[number] ?? isGrowable(number)
            judged[number] = isProtected
            if !isProtected { return part }
        }
        return nil
    }

    /// Whether there is a state that agrees with everything published and in which the part counts the threshold.
    func isProtected(_ part: String) -> Bool {
        guard let number = classOf[part] else { return true }
        return isGrowable(number)
    }

    private func isGrowable(_ number: Int) -> Bool {
        if figures[number].isEmpty || sums[number] >= threshold || sums[number] == 0 { return true }
        var search = Exchange(sums: sums, figures: figures, classes: classes)
        guard search.grows(number, by: threshold - sums[number]) else { return false }
        return agrees(search.sums) && search.sums[number] >= threshold
    }

    /// Whether a state of the classes gives every published figure the value it has.
    private func agrees(_ other: [Int]) -> Bool {
        other.allSatisfy { $0 >= 0 }
            && classes.allSatisfy { members in
                members.reduce(0) { $0 + sums[$1] } == members.reduce(0) { $0 + other[$1] }
            }
    }
}

/// A search for an exchange between classes that leaves every figure as it is.
private struct Exchange {
    var sums: [Int]
    let figures: [[Int]]
    let classes: [[Int]]
    /// By how much each figure is off.
    private var excess: [Int]
    private var isMoved: [Bool]
    private var steps = 0

    /// A 2 × 2 exchange moves four classes, one in three dimensions eight.
    private static let movedMax = 9
    private static let stepsMax = 3_000

    init(sums: [Int], figures: [[Int]], classes: [[Int]]) {
        self.sums = sums
        self.figures = figures
        self.classes = classes
        excess = Array(repeating: 0, count: classes.count)
        isMoved = Array(repeating: false, count: sums.count)
    }

    mutating func grows(_ number: Int, by amount: Int) -> Bool {
        move(number, by: amount)
        return settle(moved: 1)
    }

    private mutating func move(_ number: Int, by amount: Int) {
        sums[number] += amount
        isMoved[number].toggle()
        for figure in figures[number] { excess[figure] += amount }
    }

    private mutating func settle(moved: Int) -> Bool {
        guard let off = excess.indices.filter({ excess[$0] != 0 }).min(by: { classes[$0].count < classes[$1].count })
        else { return true }
        guard moved < Self.movedMax else { return false }
        let amount = -excess[off]
        // First those that are in the fewest figures: they put the least else out.
        let candidates = classes[off].filter { !isMoved[$0] && sums[$0] + amount >= 0 }
            .sorted { (figures[$0].count, $0) < (figures[$1].count, $1) }
        for candidate in candidates {
            steps += 1
            guard steps < Self.stepsMax else { return false }
            move(candidate, by: amount)
            if settle(moved: moved + 1) { return true }
            move(candidate, by: -amount)
        }
        return false
    }
}
