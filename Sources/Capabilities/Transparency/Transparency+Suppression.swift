import CapabilityKit
import Vocabulary

/// A number that is to be published: the sum of some parts.
///
/// Parts are the finest groups that are counted, such as the alerts of one force in one month about one group. A cell
/// of a table is the sum of a few of them, a total of many; the same part stands in several tables and releases.
struct PublishedFigure: Hashable, Sendable {
    /// The stable address of the figure: `2027-03/alerts/13/total`.
    var key: String
    var parts: Set<String>
}

/// Everything that has been published of some parts, and the rule for publishing more.
///
/// What it promises: for every group of parts, published or not, that counts between 1 and ``threshold`` − 1, there is
/// another state of affairs, in whole numbers and none below nought, which agrees with every figure ever published and in
/// which the group counts ``threshold`` or more. So no subtraction across tables, totals or releases shows that a group
/// is small, let alone how small. It is enough to keep this promise for single parts, because a group is never smaller
/// than a part of it, and the alternative state is found and checked for each (see ``AnotherState``), never supposed.
///
/// What was published stays published: what would be told by old figures and new ones together is withheld from the new.
/// A figure withheld because it is small and one withheld to protect another are marked alike. Nought is published.
/// What the choice of withheld figures itself gives away, to one who knows the rule, is not covered.
/// Source: Hundepool et al., *Statistical Disclosure Control* (2012), ch. 4; the class argument is our own.
struct Suppression: Hashable, Sendable {
    /// From here on a number is published.
    let threshold: Int
    private(set) var parts: [String: Int] = [:]
    /// What everybody knows.
    private(set) var published: [PublishedFigure] = []
    private(set) var withheld: Set<String> = []

    /// What a cell of a table shows.
    enum Cell: Hashable, Sendable {
        case number(Int)
        case withheld
    }

    init(threshold: Int = 5) { self.threshold = max(2, threshold) }

    /// Adds parts and publishes figures of them, as many as can be.
    ///
    /// Figures of one release are withheld in the order of their cost: first what is small itself, then the least number
    /// whose absence protects. O(figures² · parts) at worst.
    ///
    /// - Throws: ``Fault`` `transparency.part_changed` for another count of a part that is known, `transparency.figure_known`
    ///   for a key that has been used, `transparency.part_unknown` for a figure of parts that nobody counted; the state
    ///   is then unchanged.
    mutating func release(_ figures: [PublishedFigure], counting new: [String: Int]) throws -> [String: Cell] {
        var next = self
        for (part, count) in new {
            guard count >= 0, next.parts[part, default: count] == count else {
                throw Fault(
                    .transparencyPartChanged,
                    "`\(part)` was counted otherwise before, or below nought",
                    help: "publish a correction as a part of its own: what was published cannot be taken back"
                )
            }
            next.parts[part] = count
        }
        let keys = figures.map(\.key)
        guard Set(keys).count == keys.count,
            Set(keys).isDisjoint(with: withheld.union(published.map(\.key)))
        else { throw Fault(.transparencyFigureKnown, "a figure has the key of another", help: "give each its own") }
        guard figures.allSatisfy({ $0.parts.allSatisfy { next.parts[$0] != nil } }) else {
            throw Fault(.transparencyPartUnknown, "a figure has parts that were not counted", help: "count them first")
        }
        try next.choose(figures)
        self = next
        let shown = Set(next.published.map(\.key))
        return Dictionary(
            uniqueKeysWithValues: figures.map { figure in
                (figure.key, shown.contains(figure.key) ? .number(next.value(figure)) : .withheld)
            }
        )
    }

    /// The true value of a figure.
    func value(_ figure: PublishedFigure) -> Int { figure.parts.reduce(0) { $0 + (parts[$1] ?? 0) } }

    private mutating func choose(_ figures: [PublishedFigure]) throws {
        let names = parts.keys.sorted()
        let number = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($0.element, $0.offset) })
        // Old figures first, then the new ones by what it costs to withhold them.
        let new = figures.sorted { (value($0), $0.parts.count, $0.key) < (value($1), $1.parts.count, $1.key) }
        var state = AnotherState(
            (published + new).map { figure in figure.parts.compactMap { number[$0] }.sorted() },
            counts: names.map { parts[$0] ?? 0 },
            threshold: threshold
        )
        for (place, figure) in new.enumerated() where (1..<threshold).contains(value(figure)) {
            state.isKept[published.count + place] = false
        }
        while let exposed = state.firstExposed {
            let near = state.beside(exposed, from: published.count)
            let protecting = near.prefix(Self.triesMax).first { candidate in
                var without = state
                without.isKept[candidate] = false
                return without.isProtected(exposed)
            }
            guard let giving = protecting ?? near.first(where: { state.holds($0, exposed) }) ?? near.first else {
                throw Fault(
                    .transparencyTold,
                    "what was published before already tells of a small group",
                    help: "the parts were counted more finely than when it was published; stop and look at them"
                )
            }
            state.isKept[giving] = false
        }
        let kept = new.enumerated().filter { state.isKept[published.count + $0.offset] }.map(\.element)
        published += kept
        withheld.formUnion(Set(figures.map(\.key)).subtracting(kept.map(\.key)))
    }

    /// How many figures are tried for one that protects alone, before the least that holds the part gives way.
    private static let triesMax = 32
}

extension Fault.Code {
    /// A part was counted otherwise before.
    package static let transparencyPartChanged = Self("transparency.part_changed", status: 409)
    /// The key of a figure has been used.
    package static let transparencyFigureKnown = Self("transparency.figure_known", status: 409)
    /// A figure has parts that nobody counted.
    package static let transparencyPartUnknown = Self("transparency.part_unknown", status: 400)
    /// Earlier figures already tell of a small group.
    package static let transparencyTold = Self("transparency.already_told", status: 409)
}
