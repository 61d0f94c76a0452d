import Foundation
import Ledger
import Node
import Store
import TestKit
import Testing
import Vocabulary

/// The log's key in a real `ssh-agent`.
@Suite("A signing key in an agent", .enabled(if: SSHAgent.isInstalled, "ssh-agent is not installed"))
struct SigningAgentTests {
    static let name = "node.example/ledger"

    @Test("A log whose key is in an agent is signed by it, opens again with it, and stops without it")
    func log() async throws {
        let agent = try SSHAgent()
        defer { agent.stop() }
        let held = try #require(try SigningAgent.keys(at: agent.socket).first)
        let key = try SigningKey(name: Self.name, signer: held)
        let disk = try FileLogDisk(folder: agent.folder + "/ledger")
        let writer = try await LedgerWriter.open(
            disk: disk,
            key: key,
            origin: Self.name,
            clock: Building.systemClock,
            randomness: Building.systemRandomness
        )
        for text in ["one", "two"] { _ = try await writer.append(kind: .consultation, body: Array(text.utf8)) }
        try await writer.close()
        let report = try await LedgerVerification.verify(disk: disk, origin: Self.name, key: key.verifierKey)
        #expect(report.isClean)

        // What a folder keeps is the public half alone, and is read back with the agent and with no other.
        let text = key.secretText
        #expect(text == "AGENT+KEY+\(key.verifierKey)")
        #expect(try SigningKey.publicHalf(of: text + "\n") == key.verifierKey)
        #expect(throws: Fault.self) { try SigningKey(secretText: text) }
        let again = try SigningKey(secretText: text + "\n") { try SigningAgent.holding($0, at: agent.socket) }
        #expect(again.verifierKey == key.verifierKey)

        let reopened = try await LedgerWriter.open(
            disk: try FileLogDisk(folder: agent.folder + "/ledger"),
            key: again,
            origin: Self.name,
            clock: Building.systemClock,
            randomness: Building.systemRandomness
        )
        agent.stop()
        let fault = #expect(throws: Fault.self) { try again.sign([1, 2, 3]) }
        #expect(fault?.code == .ledgerKeyInvalid)
        #expect(fault?.help?.contains("ssh-add") == true)
        #expect(throws: Fault.self) { try SigningAgent.holding(held.publicKey, at: agent.socket) }
        // What is durable stands; the next checkpoint cannot be signed, and from then on nothing is recorded or disclosed.
        _ = try await reopened.append(kind: .consultation, body: Array("three".utf8))
        await #expect(throws: Fault.self) { try await reopened.publish() }
        let stopped = await #expect(throws: Fault.self) {
            try await reopened.append(kind: .consultation, body: Array("four".utf8))
        }
        #expect(stopped?.code == .ledgerStopped)
    }

    @Test("An agent that holds another key is not the log's, and a signature that is not the key's is a fault")
    func others() throws {
        let agent = try SSHAgent()
        defer { agent.stop() }
        let seed = [UInt8](repeating: 7, count: 32)
        let other = try SigningKey(name: Self.name, seed: seed)
        let fault = #expect(throws: Fault.self) {
            try SigningAgent.holding(other.verifierKey.publicKey, at: agent.socket)
        }
        #expect(fault?.code == .ledgerKeyInvalid)
        let held = try #require(try SigningAgent.keys(at: agent.socket).first)
        let liar = try SigningKey(name: Self.name, signer: Liar(publicKey: other.verifierKey.publicKey, signer: held))
        #expect(throws: Fault.self) { try liar.sign([1, 2, 3]) }
        #expect(throws: Fault.self) { try SigningAgent.keys(at: nil) }
        #expect(throws: Fault.self) { try SigningAgent.keys(at: agent.folder + "/nothing") }
    }

    /// Says that it holds one key, and signs by another.
    private struct Liar: Signer {
        var publicKey: [UInt8]
        var signer: any Signer
        func sign(_ message: [UInt8]) throws -> [UInt8] { try signer.sign(message) }
    }
}

/// An agent of a test's own, with one Ed25519 key in it.
final class SSHAgent: Sendable {
    static let isInstalled = ["ssh-agent", "ssh-add", "ssh-keygen"].allSatisfy {
        FileManager.default.isExecutableFile(atPath: "/usr/bin/" + $0)
    }

    let folder: String
    var socket: String { folder + "/agent" }
    private let process: Int32

    init() throws {
        folder = try ScratchFolder.make()
        let agent = Process()
        agent.executableURL = URL(filePath: "/usr/bin/ssh-agent")
        agent.arguments = ["-D", "-a", folder + "/agent"]
        agent.standardOutput = FileHandle.nullDevice
        try agent.run()
        process = agent.processIdentifier
        for _ in 0..<500 where !FileManager.default.fileExists(atPath: socket) { usleep(10_000) }
        try Self.run("ssh-keygen", ["-q", "-t", "ed25519", "-N", "", "-f", folder + "/key"], folder)
        try Self.run("ssh-add", ["-q", folder + "/key"], folder)
    }

    /// Ends the agent, and waits until it is gone.
    func stop() {
        kill(process, SIGKILL)
        for _ in 0..<500 where kill(process, 0) == 0 { usleep(10_000) }
    }

    private static func run(_ program: String, _ words: [String], _ folder: String) throws {
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/" + program)
        process.arguments = words
        process.environment = ["SSH_AUTH_SOCK": folder + "/agent", "HOME": folder]
        process.standardError = FileHandle.nullDevice
        try process.run()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0, "\(program)")
    }
}
