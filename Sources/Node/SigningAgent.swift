import Foundation
import Ledger
import Vocabulary

/// An Ed25519 key that an SSH agent holds: `ssh-agent`, or a module of its own that speaks the agent's protocol.
///
/// The secret is in the agent's process and never in the node's, nor in its folder. Each signature is one question over
/// the agent's socket (draft-ietf-sshm-ssh-agent) and waits for it at most ``secondsMax``.
package struct SigningAgent: Signer {
    /// The public half: 32 bytes.
    package let publicKey: [UInt8]
    private let socket: String

    /// How long an agent may take to answer.
    static let secondsMax = 5

    /// The agent's key with this public half, at the socket that `SSH_AUTH_SOCK` names.
    ///
    /// - Throws: `ledger.key_invalid` when there is no such agent or it does not hold the key.
    package static func holding(_ publicKey: [UInt8], at socket: String? = usual) throws -> SigningAgent {
        guard let agent = try keys(at: socket).first(where: { $0.publicKey == publicKey }) else {
            throw Fault(
                .ledgerKeyInvalid,
                "the agent does not hold the signing key, so nothing can be disclosed",
                help: "add it with `ssh-add`, in the account that the node runs in"
            )
        }
        return agent
    }

    /// The Ed25519 keys that the agent holds.
    package static func keys(at socket: String? = usual) throws -> [SigningAgent] {
        guard let socket, !socket.isEmpty else { throw unreachable("`SSH_AUTH_SOCK` is not set") }
        var answer = AgentText(bytes: try ask(socket, AgentText.identities, expecting: AgentText.identitiesAnswer))
        var found: [SigningAgent] = []
        for _ in 0..<(try answer.number()) {
            var blob = AgentText(bytes: try answer.string())
            _ = try answer.string()
            guard try blob.string() == AgentText.kind, let key = try? blob.string(), key.count == 32 else { continue }
            found.append(SigningAgent(publicKey: key, socket: socket))
        }
        return found
    }

    /// The socket of the agent that this process was started with.
    package static var usual: String? { ProcessInfo.processInfo.environment["SSH_AUTH_SOCK"] }

    /// The agent's signature over some bytes: 64 bytes.
    package func sign(_ message: [UInt8]) throws -> [UInt8] {
        let blob = AgentText.packed(AgentText.kind) + AgentText.packed(publicKey)
        let question = AgentText.sign + AgentText.packed(blob) + AgentText.packed(message) + [0, 0, 0, 0]
        var answer = AgentText(bytes: try Self.ask(socket, question, expecting: AgentText.signAnswer))
        var signature = AgentText(bytes: try answer.string())
        guard try signature.string() == AgentText.kind else { throw Self.unreachable("its key is of another kind") }
        return try signature.string()
    }

    // MARK: - The socket

    /// Puts one question to the agent, and gives what its answer says after the type.
    private static func ask(_ socket: String, _ question: [UInt8], expecting type: UInt8) throws -> [UInt8] {
        let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_STREAM.rawValue) | Int32(SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw unreachable("no socket can be made") }
        defer { Glibc.close(descriptor) }
        var limit = timeval(tv_sec: secondsMax, tv_usec: 0)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            setsockopt(descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
        guard connect(descriptor, to: socket) else { throw unreachable("nobody answers at `\(socket)`") }
        let message = AgentText.packed(question)
        guard Glibc.send(descriptor, message, message.count, Int32(MSG_NOSIGNAL)) == message.count else {
            throw unreachable("it takes no question")
        }
        var head = AgentText(bytes: try read(4, from: descriptor))
        let count = try head.number()
        guard (1...AgentText.bytesMax).contains(count) else { throw unreachable("its answer makes no sense") }
        let answer = try read(count, from: descriptor)
        guard answer.first == type else { throw unreachable("it refuses") }
        return Array(answer.dropFirst())
    }

    private static func connect(_ descriptor: Int32, to socket: String) -> Bool {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        let path = Array(socket.utf8)
        guard path.count < MemoryLayout.size(ofValue: address.sun_path) else { return false }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: path) }
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size)) == 0
            }
        }
    }

    private static func read(_ count: Int, from descriptor: Int32) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var part = [UInt8](repeating: 0, count: count)
        while bytes.count < count {
            let got = Glibc.recv(descriptor, &part, count - bytes.count, 0)
            guard got > 0 else { throw unreachable("it does not answer") }
            bytes += part.prefix(got)
        }
        return bytes
    }

    fileprivate static func unreachable(_ why: String) -> Fault {
        Fault(
            .ledgerKeyInvalid,
            "the agent that holds the signing key cannot be asked: \(why)",
            help: "start it, add the key with `ssh-add`, and start the node with its `SSH_AUTH_SOCK`"
        )
    }
}

/// Numbers and texts as the protocol of SSH agents writes them: big-endian, each text after its length.
private struct AgentText {
    static let identities: [UInt8] = [11]
    static let identitiesAnswer: UInt8 = 12
    static let sign: [UInt8] = [13]
    static let signAnswer: UInt8 = 14
    static let kind = Array("ssh-ed25519".utf8)
    /// The most bytes an answer may have.
    static let bytesMax = 256 * 1024

    private var rest: ArraySlice<UInt8>

    init(bytes: [UInt8]) { rest = bytes[...] }

    static func packed(_ bytes: [UInt8]) -> [UInt8] {
        withUnsafeBytes(of: UInt32(bytes.count).bigEndian) { Array($0) } + bytes
    }

    mutating func number() throws -> Int {
        let bytes = rest.prefix(4)
        guard bytes.count == 4 else { throw SigningAgent.unreachable("its answer is cut off") }
        rest = rest.dropFirst(4)
        return bytes.reduce(0) { $0 << 8 | Int($1) }
    }

    mutating func string() throws -> [UInt8] {
        let count = try number()
        guard count <= rest.count else { throw SigningAgent.unreachable("its answer is cut off") }
        defer { rest = rest.dropFirst(count) }
        return Array(rest.prefix(count))
    }
}
