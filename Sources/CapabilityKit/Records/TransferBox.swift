import Federation
import Foundation
import Store
import Vocabulary

/// One message about an incident that is handed on, as this node keeps it.
package struct TransferLetter: Hashable, Sendable {
    /// The other side: a force's code, or the name of a service that is no force.
    package var party: String
    /// The force whose incident it is.
    package var origin: ForceCode
    package var transfer: String
    /// Whether the other side said it.
    package var isInward: Bool
    /// The place among its side's messages, from 1 without gaps.
    package var number: Int
    package var at: Timestamp
    package var kind: String
    package var body: String
    package var officer: Officer
    package var authority: Authority
    /// The entry of the log that says that it came; of one that went out, the entry of the other side's log.
    package var entry: UInt64
    /// Whether the other side is known to have it.
    package var isKnown: Bool

    package init(
        party: String,
        origin: ForceCode,
        transfer: String,
        isInward: Bool,
        number: Int,
        at: Timestamp,
        kind: String,
        body: String,
        officer: Officer,
        authority: Authority,
        entry: UInt64 = 0,
        isKnown: Bool = false
    ) {
        self.party = party
        self.origin = origin
        self.transfer = transfer
        self.isInward = isInward
        self.number = number
        self.at = at
        self.kind = kind
        self.body = body
        self.officer = officer
        self.authority = authority
        self.entry = entry
        self.isKnown = isKnown
    }
}

/// The box of letters that go out and come in: what stands in it is sent until it is known.
///
/// A room reads and writes it inside ``Desk/consult(_:asked:for:_:)`` and ``Desk/alter(_:as:asked:details:for:check:_:)``,
/// so that what it writes is logged first and stands together with the room's own rows, or not at all.
package enum TransferBox {
    /// Puts a letter in; the same letter again changes nothing.
    ///
    /// - Returns: whether it is new.
    /// - Throws: ``Fault`` `federation.transfer_out_of_turn` when another stands in its place, or one before it is missing.
    @discardableResult
    package static func put(_ letter: TransferLetter, in session: any Session) throws -> Bool {
        let own = try letters(letter.party, letter.origin, letter.transfer, in: session).filter {
            $0.isInward == letter.isInward
        }
        if let before = own.first(where: { $0.number == letter.number }) {
            guard before.kind == letter.kind, before.body == letter.body else { throw outOfTurn(letter) }
            return false
        }
        guard letter.number == own.count + 1 else { throw outOfTurn(letter) }
        try session.run(
            """
            INSERT INTO exchange_transfer (party, origin, transfer, inward, number, at, kind, body, officer, authority,
                entry, known)
            VALUES (\(letter.party), \(letter.origin.description), \(letter.transfer), \(letter.isInward ? 1 : 0),
                \(letter.number), \(letter.at.milliseconds), \(letter.kind), \(letter.body),
                \(try ExchangeShelf.text(letter.officer)), \(try ExchangeShelf.text(letter.authority)),
                \(Int64(clamping: letter.entry)), \(letter.isKnown ? 1 : 0))
            """
        )
        return true
    }

    /// Every letter of every transfer in which something was said since a moment, in the order of each side.
    package static func letters(since moment: Int64, in session: any Session) throws -> [TransferLetter] {
        try session.rows(
            """
            SELECT t.party, t.origin, t.transfer, t.inward, t.number, t.at, t.kind, t.body, t.officer, t.authority,
                t.entry, t.known FROM exchange_transfer t
            JOIN (SELECT DISTINCT party, origin, transfer FROM exchange_transfer WHERE at >= \(moment)) n
                ON n.party = t.party AND n.origin = t.origin AND n.transfer = t.transfer
            ORDER BY t.party, t.origin, t.transfer, t.inward, t.number
            """
        ).compactMap { try letter($0) }
    }

    /// The letters of one transfer.
    package static func letters(
        _ party: String,
        _ origin: ForceCode,
        _ transfer: String,
        in session: any Session
    ) throws -> [TransferLetter] {
        try session.rows(
            """
            SELECT party, origin, transfer, inward, number, at, kind, body, officer, authority, entry, known
            FROM exchange_transfer
            WHERE party = \(party) AND origin = \(origin.description) AND transfer = \(transfer)
            ORDER BY inward, number
            """
        ).compactMap { try letter($0) }
    }

    /// The letters of every transfer of a force's own whose name begins so.
    package static func letters(
        beginning prefix: String,
        of origin: ForceCode,
        in session: any Session
    ) throws -> [TransferLetter] {
        try session.rows(
            """
            SELECT party, origin, transfer, inward, number, at, kind, body, officer, authority, entry, known
            FROM exchange_transfer
            WHERE origin = \(origin.description) AND transfer >= \(prefix) AND transfer < \(prefix + "~")
            ORDER BY party, transfer, inward, number
            """
        ).compactMap { try letter($0) }
    }

    /// Letters of ours that the other side is not known to have, each side's in their order.
    package static func waiting(in session: any Session) throws -> [TransferLetter] {
        try session.rows(
            """
            SELECT party, origin, transfer, inward, number, at, kind, body, officer, authority, entry, known
            FROM exchange_transfer WHERE known = 0 ORDER BY party, at, origin, transfer, number LIMIT 500
            """
        ).compactMap { try letter($0) }
    }

    /// Keeps that the other side has a letter of ours, by which entry of its log.
    package static func isKnown(_ letter: TransferLetter, as entry: UInt64, in session: any Session) throws {
        try session.run(
            """
            UPDATE exchange_transfer SET known = 1, entry = \(Int64(clamping: entry))
            WHERE party = \(letter.party) AND origin = \(letter.origin.description)
                AND transfer = \(letter.transfer) AND inward = 0 AND number = \(letter.number)
            """
        )
    }

    /// Grows with every letter and every receipt.
    package static func revision(in session: any Session) throws -> Int64 {
        try session.rows("SELECT COUNT(*) + COALESCE(SUM(known), 0) FROM exchange_transfer").first?.integer(0) ?? 0
    }

    private static func letter(_ row: Row) throws -> TransferLetter? {
        guard let origin = ForceCode(try row.text(1)),
            let officer = try ExchangeShelf.read(Officer.self, from: try row.text(8)),
            let authority = try ExchangeShelf.read(Authority.self, from: try row.text(9))
        else { return nil }
        return TransferLetter(
            party: try row.text(0),
            origin: origin,
            transfer: try row.text(2),
            isInward: try row.integer(3) != 0,
            number: Int(try row.integer(4)),
            at: Timestamp.uk(milliseconds: try row.integer(5)),
            kind: try row.text(6),
            body: try row.text(7),
            officer: officer,
            authority: authority,
            entry: UInt64(clamping: try row.integer(10)),
            isKnown: try row.integer(11) != 0
        )
    }

    static func outOfTurn(_ letter: TransferLetter) -> Fault {
        Fault(
            .transferOutOfTurn,
            "message `\(letter.number)` of transfer `\(letter.transfer)` is not the next",
            help: "look at the transfer as it stands now"
        )
    }
}

extension Fault.Code {
    /// A message about a transfer is not the next of its side, or stands there with other words.
    package static let transferOutOfTurn = Self("federation.transfer_out_of_turn", status: 409)
}
