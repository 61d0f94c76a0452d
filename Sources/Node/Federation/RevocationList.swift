import Ledger
import Synchronization
import Vocabulary

/// The certificates the authority has called back before their time, as a signed note.
///
/// The text is `reeve-revocations/v1`, `number N`, `issued T` (milliseconds of 1970), then one line for each certificate:
/// its serial number, its force, and when it would have run out, after which it leaves the list. The serial number `*`
/// stands for every certificate of the force that runs out at that time or before, so that no node can lengthen the list.
package struct RevocationList: Hashable, Sendable {
    /// One certificate called back.
    package struct Entry: Hashable, Sendable, Codable {
        package var serial: String
        package var force: ForceCode
        package var validUntil: Timestamp

        /// In the place of a serial number: every certificate of the force.
        static let all = "*"

        /// Whether this calls a certificate back.
        func covers(_ peer: CertifiedPeer) -> Bool {
            serial == peer.serial || covers(peer.force, until: peer.validUntil)
        }

        /// Whether this calls back every certificate of a force that runs out at a time.
        func covers(_ force: ForceCode, until: Timestamp) -> Bool {
            serial == Self.all && self.force == force && until.milliseconds <= validUntil.milliseconds
        }
    }

    /// Goes up with every change.
    package var number: UInt64
    /// When the authority last said so.
    package var issued: Timestamp
    package var entries: [Entry]

    /// The most certificates on a list.
    static let entriesMax = 10_000

    /// The list signed by the authority.
    func signed(by key: SigningKey) throws -> SignedNote { try key.note(text) }

    /// Reads a note and checks that the authority signed it.
    ///
    /// - Throws: `federation.revocations_unusable`.
    package init(verifying note: [UInt8], by key: VerifierKey) throws {
        guard let note = try? SignedNote(parsing: note), (try? note.verified(by: [key])) != nil else {
            throw Fault(
                .revocationsUnusable,
                "the list of revoked certificates is not signed by the authority",
                help: "tell the federation's authority; the last good list stays in force"
            )
        }
        var lines = note.text.split(separator: "\n")[...]
        guard lines.popFirst() == "reeve-revocations/v1", let number = Self.value(of: "number ", in: lines.popFirst()),
            let issued = Self.value(of: "issued ", in: lines.popFirst()), lines.count <= Self.entriesMax
        else { throw Self.malformed }
        self.number = UInt64(number)
        self.issued = Timestamp(milliseconds: issued)
        entries = try lines.map { line in
            let parts = line.split(separator: " ", omittingEmptySubsequences: false)
            guard parts.count == 3, let force = ForceCode(String(parts[1])), let until = Int64(parts[2]) else {
                throw Self.malformed
            }
            return Entry(serial: String(parts[0]), force: force, validUntil: Timestamp(milliseconds: until))
        }
    }

    init(number: UInt64, issued: Timestamp, entries: [Entry]) {
        self.number = number
        self.issued = issued
        self.entries = entries
    }

    private var text: String {
        let lines = entries.map { "\($0.serial) \($0.force) \($0.validUntil.milliseconds)\n" }
        return "reeve-revocations/v1\nnumber \(number)\nissued \(issued.milliseconds)\n" + lines.joined()
    }

    private static func value(of name: String, in line: Substring?) -> Int64? {
        guard let line, line.hasPrefix(name), let value = Int64(line.dropFirst(name.count)), value >= 0 else {
            return nil
        }
        return value
    }

    private static var malformed: Fault {
        Fault(.revocationsUnusable, "the list of revoked certificates cannot be read")
    }
}

/// What this node knows of certificates called back; asked at each handshake and for each request.
package final class Revocations: Sendable {
    private struct State {
        var list: RevocationList
        var heardAt: Timestamp?
    }

    private let key: VerifierKey
    private let state: Mutex<State>

    /// Nobody's certificate, until a list of this authority is accepted.
    package init(key: VerifierKey) {
        self.key = key
        state = Mutex(State(list: RevocationList(number: 0, issued: Timestamp(milliseconds: 0), entries: [])))
    }

    /// Takes a list in place of the last one.
    ///
    /// - Returns: whether it says anything new.
    /// - Throws: `federation.revocations_unusable` when the authority did not sign it or it is an older one.
    @discardableResult package func accept(_ note: [UInt8], at moment: Timestamp) throws -> Bool {
        let list = try RevocationList(verifying: note, by: key)
        return try state.withLock { state in
            guard list.number >= state.list.number, list.issued.milliseconds >= state.list.issued.milliseconds else {
                throw Fault(
                    .revocationsUnusable,
                    "list \(list.number) of revoked certificates is older than list \(state.list.number), held here",
                    help: "tell the federation's authority; the newer list stays in force"
                )
            }
            let isNew = list.number != state.list.number
            state = State(list: list, heardAt: moment)
            return isNew
        }
    }

    /// The list in force.
    package var list: RevocationList { state.withLock { $0.list } }

    /// When a list was last heard; `nil` when never.
    package var heardAt: Timestamp? { state.withLock { $0.heardAt } }

    /// Refuses a certificate that was called back or is not in force now.
    ///
    /// - Throws: `federation.certificate_revoked`, `federation.certificate_expired`.
    package func admit(_ peer: CertifiedPeer, at moment: Timestamp) throws {
        if list.entries.contains(where: { $0.covers(peer) }) {
            throw Fault(
                .certificateRevoked,
                "the certificate of force \(peer.force) was called back",
                help: "enrol the node again with a new token from the federation's authority"
            )
        }
        guard peer.isValid(at: moment) else {
            throw Fault(
                .certificateExpired,
                "the certificate of force \(peer.force) is not in force now",
                help: "renew it with: reeve node renew"
            )
        }
    }
}
