import CapabilityKit
import Ledger
import Vocabulary

/// The panel's answer to a question put to it.
struct PanelAdvice: Hashable, Sendable, Codable {
    /// The kinds of the West Midlands committee.
    enum Kind: String, Sendable, Codable, CaseIterable {
        case proceed, minorAmendments, majorAmendments, moreInformation, reject

        /// The advice as the end of a sentence: `the panel advises to …`.
        var words: String {
            switch self {
            case .proceed: "proceed"
            case .minorAmendments: "proceed with minor amendments"
            case .majorAmendments: "make major amendments first"
            case .moreInformation: "come back with more information"
            case .reject: "reject it"
            }
        }

        /// Whether the use may go on as advised.
        var allowsProceeding: Bool { self == .proceed || self == .minorAmendments }
    }

    var use: String
    var on: CalendarDate
    var kind: Kind
    var reasons: String
    /// Members who took part, by their numbers.
    var present: Set<String>
}

/// A force's answer to advice, published beside it.
struct PanelReply: Hashable, Sendable, Codable {
    enum Kind: String, Sendable, Codable, CaseIterable {
        case accepted, acceptedInPart, declined

        /// The reply in words.
        var words: String {
            switch self {
            case .accepted: "accepted"
            case .acceptedInPart: "accepted in part"
            case .declined: "declined"
            }
        }
    }

    /// The place of the advice in the record.
    var advice: Int
    var force: ForceCode
    var on: CalendarDate
    var kind: Kind
    var reasons: String
}

/// An ethics panel: who sits on it, who may not on what, and what it has said.
///
/// What it says is published by saying it: giving advice appends to the public record, which only grows. A force can
/// reply; it cannot hold back, change or take away, because nothing here can. What is wrong is corrected by a further
/// entry.
struct EthicsPanel: Hashable, Sendable {
    struct Member: Hashable, Sendable, Codable {
        var number: String
        var name = ""
        /// Neither of a force nor of whoever sells to one.
        var isLay: Bool
        var from: CalendarDate
        /// The last day of the term.
        var until: CalendarDate
        /// Uses and suppliers in which the member has an interest, as declared.
        var conflicts: Set<String>
    }

    /// One published entry.
    enum Entry: Hashable, Sendable, Codable {
        case advice(PanelAdvice)
        case reply(PanelReply)
        /// A correction names the entry that it puts right, which stays.
        case correction(of: Int, text: String)
    }

    /// The fewest members for advice.
    let quorum: Int
    private(set) var members: [Member] = []
    private(set) var record: [Entry] = []
    /// A chain over the record: whoever has kept an earlier one can show that something was changed.
    private(set) var seals: [Digest] = []

    init(quorum: Int = 5) { self.quorum = max(1, quorum) }

    /// Adds a member, or their next term.
    mutating func appoint(_ member: Member) { members.append(member) }

    /// Notes an interest of a member, in a use or a supplier.
    ///
    /// - Throws: ``Fault`` `ethics.no_member` where nobody sits under that number.
    mutating func declare(_ number: String, interestIn matter: String) throws {
        guard members.contains(where: { $0.number == number }) else {
            throw Fault(.ethicsNoMember, "nobody sits on the panel as `\(number)`", help: "the chair appoints members")
        }
        for place in members.indices where members[place].number == number { members[place].conflicts.insert(matter) }
    }

    /// Publishes advice about a use of a supplier, if those present may give it.
    ///
    /// - Throws: ``Fault`` `ethics.no_quorum`, `ethics.conflict`, `ethics.no_reasons`; nothing is then published.
    @discardableResult mutating func give(_ advice: PanelAdvice, supplier: String?) throws -> Int {
        guard !advice.reasons.isEmpty else { throw Self.noReasons }
        let sitting = members.filter {
            advice.present.contains($0.number) && $0.from <= advice.on && advice.on <= $0.until
        }
        guard Set(sitting.map(\.number)) == advice.present else {
            throw Fault(.ethicsNoQuorum, "somebody present is no member on that day", help: "name the members only")
        }
        let matters = Set([advice.use, supplier].compactMap(\.self))
        let conflicted = members.filter {
            advice.present.contains($0.number) && !$0.conflicts.isDisjoint(with: matters)
        }
        guard conflicted.isEmpty else {
            throw Fault(
                .ethicsConflict,
                "\(Set(conflicted.map(\.number)).sorted().joined(separator: ", ")) declared an interest in this",
                help: "they leave the room, and the others must still be enough"
            )
        }
        let lay = Set(sitting.filter(\.isLay).map(\.number)).count
        guard advice.present.count >= quorum, lay * 2 > advice.present.count else {
            throw Fault(
                .ethicsNoQuorum,
                "\(advice.present.count) are present, \(lay) of them lay; \(quorum) with a lay majority are needed",
                help: "meet again with more members"
            )
        }
        return publish(.advice(advice))
    }

    /// Publishes a force's reply beside the advice.
    ///
    /// - Throws: ``Fault`` `ethics.no_advice`, `ethics.no_reasons`.
    @discardableResult mutating func reply(_ reply: PanelReply) throws -> Int {
        guard !reply.reasons.isEmpty else { throw Self.noReasons }
        guard record.indices.contains(reply.advice), case .advice(let advice) = record[reply.advice],
            advice.on <= reply.on
        else { throw Self.noAdvice }
        return publish(.reply(reply))
    }

    /// Publishes a correction; what it corrects stays.
    @discardableResult mutating func correct(_ place: Int, text: String) throws -> Int {
        guard record.indices.contains(place) else { throw Self.noAdvice }
        guard !text.isEmpty else { throw Self.noReasons }
        return publish(.correction(of: place, text: text))
    }

    /// The last advice on a use, and the replies to it.
    func standing(of use: String) -> (place: Int, advice: PanelAdvice, replies: [PanelReply])? {
        let found = record.enumerated().reversed().lazy.compactMap { place, entry -> (Int, PanelAdvice)? in
            guard case .advice(let advice) = entry, advice.use == use else { return nil }
            return (place, advice)
        }.first
        guard let (place, advice) = found else { return nil }
        let replies = record.compactMap { entry -> PanelReply? in
            guard case .reply(let reply) = entry, reply.advice == place else { return nil }
            return reply
        }
        return (place, advice, replies)
    }

    /// Whether this record begins with another: nothing of it was taken away or changed.
    func continues(_ earlier: EthicsPanel) -> Bool {
        seals.starts(with: earlier.seals) && record.starts(with: earlier.record) && areSealsRight
    }

    /// Whether every seal is the one that the entries give.
    var areSealsRight: Bool {
        var last: Digest?
        return seals.count == record.count
            && zip(record, seals).allSatisfy { entry, seal in
                defer { last = seal }
                return seal == Self.seal(entry, after: last)
            }
    }

    private mutating func publish(_ entry: Entry) -> Int {
        seals.append(Self.seal(entry, after: seals.last))
        record.append(entry)
        return record.count - 1
    }

    /// SHA-256 of the seal before and of the entry, each field with its length before it.
    private static func seal(_ entry: Entry, after last: Digest?) -> Digest {
        let fields: [String] =
            switch entry {
            case .advice(let advice):
                ["advice", advice.use, advice.on.description, advice.kind.rawValue, advice.reasons]
                    + advice.present.sorted()
            case .reply(let reply):
                [
                    "reply", String(reply.advice), reply.force.description, reply.on.description,
                    reply.kind.rawValue, reply.reasons,
                ]
            case .correction(let place, let text): ["correction", String(place), text]
            }
        let text = fields.map { "\($0.utf8.count):\($0)" }.joined()
        return Digest.sha256((last?.bytes ?? []) + Array(text.utf8))
    }

    private static var noReasons: Fault {
        Fault(.ethicsNoReasons, "it gives no reasons", help: "say why; it is published")
    }

    private static var noAdvice: Fault {
        Fault(.ethicsNoAdvice, "there is no such entry in the panel's record", help: "look up its number")
    }
}

extension Fault.Code {
    /// Nobody sits on the panel under that number.
    package static let ethicsNoMember = Self("ethics.no_member", status: 404)
    /// Too few members, or no lay majority.
    package static let ethicsNoQuorum = Self("ethics.no_quorum", status: 409)
    /// A member with an interest took part.
    package static let ethicsConflict = Self("ethics.conflict", status: 409)
    /// Something published gives no reasons.
    package static let ethicsNoReasons = Self("ethics.no_reasons", status: 400)
    /// The entry referred to is not there.
    package static let ethicsNoAdvice = Self("ethics.no_advice", status: 404)
}
