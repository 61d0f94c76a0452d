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

    init(
        rulebook: Rulebook,
        requester: Requester,
        action: Permission,
        day: CalendarDate,
        standing: Standing = .none
    ) {
        self.rulebook = rulebook
        self.requester = requester
        self.action = action
        self.day = day
        self.standing = standing
        closed = rulebook.closedAttributes(for: requester, on: day, standing: standing)
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
