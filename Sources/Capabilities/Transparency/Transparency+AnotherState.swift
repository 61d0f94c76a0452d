/// Other states of affairs that agree with everything published: why a small part cannot be told.
///
/// Parts that stand in the same published figures form a class: only the class's sum can be told, so a part of a class
/// that sums to the threshold or more could be all of it. A class that is small itself must be able to grow: other
/// classes give way so that every published figure keeps its value and none falls below nought. That exchange is
/// searched for with whole numbers and a bound; not finding one counts as exposed, so the bound costs figures and never
/// safety.
struct AnotherState {
    /// The parts of each figure, by number, ascending.
    private let figures: [[Int]]
    /// What each part counts.
    private let counts: [Int]
    private let threshold: Int
    /// Which figures are published.
    var isKept: [Bool]

    init(_ figures: [[Int]], counts: [Int], threshold: Int) {
        self.figures = figures
        self.counts = counts
        self.threshold = threshold
        isKept = Array(repeating: true, count: figures.count)
    }

    /// A small part that could be told, or `nil`.
    var firstExposed: Int? {
        let classes = PartClasses(figures, isKept, counts)
        var judged = [Bool?](repeating: nil, count: classes.sums.count)
        for part in counts.indices where counts[part] > 0 {
            let number = classes.classOf[part]
            let isProtected = judged[number] ?? isGrowable(number, classes)
            judged[number] = isProtected
            if !isProtected { return part }
        }
        return nil
    }

    /// Whether there is a state that agrees with everything published and in which the part counts the threshold.
    func isProtected(_ part: Int) -> Bool {
        let classes = PartClasses(figures, isKept, counts)
        return isGrowable(classes.classOf[part], classes)
    }

    /// Whether a figure has a part.
    func holds(_ figure: Int, _ part: Int) -> Bool { figures[figure].contains(part) }

    /// Published figures from one on that share a part with one that holds this part, and all of them where none does:
    /// only they can protect it at once.
    func beside(_ part: Int, from first: Int) -> [Int] {
        let new = figures.indices.dropFirst(first).filter { isKept[$0] }
        var isNear = [Bool](repeating: false, count: counts.count)
        for figure in new where holds(figure, part) { for other in figures[figure] { isNear[other] = true } }
        let beside = new.filter { figures[$0].contains { isNear[$0] } }
        return beside.isEmpty ? new : beside
    }

    private func isGrowable(_ number: Int, _ classes: PartClasses) -> Bool {
        let sum = classes.sums[number]
        if classes.figures[number].isEmpty || sum >= threshold || sum == 0 { return true }
        var search = Exchange(sums: classes.sums, figures: classes.figures, classes: classes.members)
        guard search.grows(number, by: threshold - sum) else { return false }
        return classes.agree(with: search.sums) && search.sums[number] >= threshold
    }
}

/// Parts that stand in the same published figures, taken together.
private struct PartClasses {
    /// The class of each part.
    var classOf: [Int] = []
    var sums: [Int] = []
    /// The published figures that each class is in; empty where none is.
    var figures: [[Int]] = []
    /// The classes of each figure.
    var members: [[Int]]

    init(_ all: [[Int]], _ isKept: [Bool], _ counts: [Int]) {
        var memberships = [[Int]](repeating: [], count: counts.count)
        for (place, parts) in all.enumerated() where isKept[place] {
            for part in parts { memberships[part].append(place) }
        }
        members = Array(repeating: [], count: all.count)
        var known: [[Int]: Int] = [:]
        for (part, membership) in memberships.enumerated() {
            let number: Int
            if let found = known[membership] {
                number = found
            } else {
                number = sums.count
                known[membership] = number
                sums.append(0)
                figures.append(membership)
                for figure in membership { members[figure].append(number) }
            }
            classOf.append(number)
            sums[number] += counts[part]
        }
    }

    /// Whether other sums of the classes give every published figure the value it has, with none below nought.
    func agree(with other: [Int]) -> Bool {
        other.allSatisfy { $0 >= 0 }
            && members.allSatisfy { inside in
                inside.reduce(0) { $0 + sums[$1] } == inside.reduce(0) { $0 + other[$1] }
            }
    }
}

/// A search for an exchange between classes that leaves every figure as it is.
private struct Exchange {
    var sums: [Int]
    let figures: [[Int]]
    let classes: [[Int]]
    /// By how much each figure is off, and which are.
    private var excess: [Int]
    private var off: [Int] = []
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
        for figure in figures[number] {
            let wasOff = excess[figure] != 0
            excess[figure] += amount
            if !wasOff {
                off.append(figure)
            } else if excess[figure] == 0 {
                off.removeAll { $0 == figure }
            }
        }
    }

    private mutating func settle(moved: Int) -> Bool {
        guard let next = off.min(by: { (classes[$0].count, $0) < (classes[$1].count, $1) }) else { return true }
        guard moved < Self.movedMax else { return false }
        let amount = -excess[next]
        // First those that are in the fewest figures: they put the least else out.
        let candidates = classes[next].filter { !isMoved[$0] && sums[$0] + amount >= 0 }
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
