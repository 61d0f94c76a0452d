import Policy
import Vocabulary

/// Lets single records through, or keeps them back with the reason, by the same rules as the question itself.
struct RecordGate: Sendable {
    let rulebook: Rulebook
    let requester: Requester
    let action: Permission
    let day: CalendarDate
    let standing: Standing
    /// Whether a person of the owning force releases what its rules keep for that.
    var releasesForOwner = false
    /// Attributes that hold sensitive data which this asker has not opened.
    private let closed: Set<Attribute>
    /// Types of warning that are sensitive data which this asker has not opened.
    private let closedWarnings: Set<String>

    /// - `shows`: whether what passes is shown; to mark a record shows nothing of it.
    init(
        rulebook: Rulebook,
        requester: Requester,
        action: Permission,
        day: CalendarDate,
        standing: Standing = .none,
        shows: Bool = true
    ) {
        self.rulebook = rulebook
        self.requester = requester
        self.action = action
        self.day = day
        self.standing = standing
        let shut = shows ? rulebook.sensitive(for: requester, on: day, standing: standing).closed : []
        closed = Set(shut.flatMap(\.attributes).compactMap(Attribute.init))
        closedWarnings = Set(shut.flatMap { $0.warnings ?? [] })
    }

    /// The records that may be released, with what the obligations mask removed, and the rest counted by reason.
    func pass(_ records: [StoredRecord]) -> (released: [StoredRecord], withheld: [Withheld]) {
        var released: [StoredRecord] = []
        var kept: [Withheld] = []
        var rulings: [Attributes: Ruling] = [:]
        func keep(_ record: StoredRecord, because reason: String, isSecret: Bool = false, isForOwner: Bool = false) {
            var one = Withheld(force: record.record.id.source.force, reason: reason, count: 1)
            one.isSecret = isSecret
            one.isForOwner = isForOwner
            kept.count(one)
        }
        for record in records {
            let attributes = Attributes(record)
            let ruling =
                rulings[attributes]
                ?? rulebook.decide(
                    action,
                    on: record.record,
                    isRestricted: attributes.isRestricted,
                    for: requester,
                    day: day,
                    standing: standing
                )
            rulings[attributes] = ruling
            switch ruling {
            case .permitted(_, let obligations) where obligations.contains(Self.askOwner) && !releasesForOwner:
                keep(record, because: "its owner must be asked", isForOwner: true)
            case .permitted where isClosed(record.record): keep(record, because: Self.sensitive)
            case .permitted(_, let obligations) where requester.isFresh || !obligations.contains(Rulebook.fresh):
                released.append(masked(record, by: obligations))
            case .permitted: keep(record, because: "it is for who has just signed in once more")
            case .refused(let reason, _):
                keep(record, because: reason, isSecret: requester.asker != nil && attributes.isRestricted)
            }
        }
        return (released, kept)
    }

    /// A record without the closed attributes that nobody can search by: leaving those out tells a searcher nothing.
    func apartFromUnsearched(_ record: StoredRecord) -> StoredRecord {
        let unsearched = closed.intersection(Self.unsearched)
        guard !unsearched.isEmpty else { return record }
        var record = record
        record.record.facts.removeAll { unsearched.contains($0.attribute) }
        return record
    }

    /// Whether it is, as a whole, sensitive data that is not opened: a warning about somebody's health.
    private func isClosed(_ record: Record) -> Bool {
        guard record.id.kind == .marker, !closedWarnings.isEmpty else { return false }
        return record.facts.filter { $0.attribute == .markerType }.flatMap { [$0.raw, $0.standard ?? ""] }
            .contains { closedWarnings.contains(AuthorityRules.warningType($0)) }
    }

    /// Why a warning is kept back.
    ///
    /// It does not say of which kind: that there is one about health says what it hides.
    private static let sensitive =
        "it is sensitive data: say on the page Authority why it is strictly necessary, or that a life is in danger"

    /// Attributes that are in no index.
    private static let unsearched: Set<Attribute> = [.ethnicity, .gender, .occupation, .age, .title]

    /// The obligation that a person of the owning force decides.
    static let askOwner = "ask:owner"

    /// What of a record the rules can see; records alike in it are decided once.
    private struct Attributes: Hashable {
        var force: ForceCode
        var marking: Marking
        var isRestricted: Bool

        init(_ stored: StoredRecord) {
            force = stored.record.id.source.force
            marking = stored.record.marking
            isRestricted = stored.isRestricted || stored.record.isRestricted
        }
    }

    /// Removes the facts that an obligation such as `mask:pncID` names, and the sensitive ones that are not opened.
    private func masked(_ record: StoredRecord, by obligations: [String]) -> StoredRecord {
        let masks = obligations.compactMap { $0.hasPrefix("mask:") ? String($0.dropFirst(5)) : nil }
        guard !masks.isEmpty || !closed.isEmpty else { return record }
        var record = record
        record.record.facts.removeAll { masks.contains($0.attribute.rawValue) || closed.contains($0.attribute) }
        return record
    }
}

extension RecordKind {
    /// Whether this is a thing of its own (person, vehicle, event) and not a statement about one.
    var isEntity: Bool { rawValue < 20 }
}
