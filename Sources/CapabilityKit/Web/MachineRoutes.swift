import Hummingbird
import Ledger
import Vocabulary

/// What a room opens to machines that hand something over: no session, no page, no form of a person.
///
/// A machine shows a credential of its own with every request. The room looks it up; what it may do is what the rules
/// permit the role of that credential, and nothing else is open to it here.
package struct MachineRoutes {
    let desk: Desk
    let force: ForceCode
    let group: RouterGroup<NodeContext>
    let admits: @Sendable (String) async -> Bool

    /// Opens a corner to machines.
    ///
    /// `force`: whose node it is.
    /// `group`: the room's own corner, outside everything that reads sessions.
    /// `admits`: whether a further request from an address, or by a credential, is within bounds; it is counted.
    package init(
        desk: Desk,
        force: ForceCode,
        group: RouterGroup<NodeContext>,
        admits: @escaping @Sendable (String) async -> Bool
    ) {
        self.desk = desk
        self.force = force
        self.group = group
        self.admits = admits
    }

    /// Takes `POST /machine/v1/room/path`: a form, answered with JSON.
    package func post<Reply: Encodable & Sendable>(
        _ path: String,
        _ take: @escaping @Sendable (MachineCall) async throws -> Reply
    ) {
        group.post(RouterPath(path)) { [desk, force, admits] request, context in
            var request = request
            guard await admits(context.remoteAddress) else { throw Self.tooFast }
            let call = MachineCall(
                desk: desk,
                force: force,
                credential: try MachineCredential(authorization: request.headers[.authorization]),
                values: FormValues(String(buffer: try await request.collectBody(upTo: context.maxUploadSize))).values
            )
            guard await admits("credential \(call.credential.name)") else { throw Self.tooFast }
            return try JSONReply(try await take(call)).response
        }
    }

    private static var tooFast: Fault {
        Fault(.machineTooFast, "too many requests in too short a time", help: "wait a second, then send it again")
    }
}

/// What a machine sent, with the credential that it showed; nothing is proved yet.
package struct MachineCall: Sendable {
    package var desk: Desk
    /// Whose node it is.
    package var force: ForceCode
    package var credential: MachineCredential
    package var values: [String: String]
}

/// A machine's name and its secret: `Authorization: Bearer name.secret`.
package struct MachineCredential: Sendable {
    /// Small letters, digits and hyphens: `eisec-1`.
    package var name: String
    /// By what the secret is known to the node, which never keeps it: 64 hexadecimal digits.
    package var fingerprint: String

    /// Reads a header.
    ///
    /// - Throws: ``Fault`` `machine.credential_missing`.
    package init(authorization: String?) throws {
        let words = (authorization ?? "").split(separator: " ")
        let parts = words.last.map { $0.split(separator: ".", maxSplits: 1) } ?? []
        guard words.count == 2, words[0].lowercased() == "bearer", parts.count == 2, Self.isName(parts[0]),
            (40...80).contains(parts[1].utf8.count)
        else {
            throw Fault(
                .credentialMissing,
                "no machine’s credential is shown",
                help: "send it as `Authorization: Bearer name.secret`"
            )
        }
        name = String(parts[0])
        fingerprint = Self.fingerprint(of: String(parts[1]))
    }

    /// By what a secret is known.
    ///
    /// It has 256 bits of chance: one hash is enough.
    package static func fingerprint(of secret: String) -> String {
        Digest.sha256("reeve machine \(secret)").description
    }

    /// A new secret of 32 random bytes.
    package static func secret(_ bytes: [UInt8]) -> String { Base64URL.encode(bytes) }

    /// Whether the secret is one of those that are known: each is compared, in a time that tells nothing.
    package func isAmong(_ known: [String]) -> Bool {
        var found = false
        for one in known where MessageSeal.equal(Array(one.utf8), Array(fingerprint.utf8)) { found = true }
        return found
    }

    /// Whether a machine may be called so.
    package static func isName(_ text: some StringProtocol) -> Bool {
        (1...30).contains(text.utf8.count)
            && text.utf8.allSatisfy { (0x61...0x7A).contains($0) || (0x30...0x39).contains($0) || $0 == 0x2D }
    }
}

extension Fault.Code {
    /// A machine showed no credential.
    package static let credentialMissing = Self("machine.credential_missing", status: 401)
    /// A machine sends more than is taken.
    package static let machineTooFast = Self("machine.too_fast", status: 429)
}
