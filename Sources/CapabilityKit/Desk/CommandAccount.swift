import ArgumentParser
import Foundation
import Vocabulary

/// On whose account a command asks, and what for: the same options and the same exit codes in every room.
///
/// ```swift
/// @OptionGroup var account: CommandAccount<Retention.UsualWork>
/// ```
package struct CommandAccount<Usual: UsualAuthority>: ParsableArguments {
    @Option(help: "What it is for: a code of the node's list of purposes.")
    package var purpose = Usual.purpose

    @Option(help: "The incident, case, work order or review it is for.")
    package var reference = Usual.reference

    @Flag(help: "Print JSON.")
    package var json = false

    @OptionGroup package var node: NodeOptions

    package init() {}

    /// Does the work on this account: ``NodeOptions/run(for:_:)``.
    package func run<Value>(_ work: (Desk, Requester) async throws -> Value) async throws -> Value {
        try await node.run(for: Authority(purpose: purpose, reference: reference), work)
    }

    /// Prints what came of it: as JSON where that was asked for, otherwise as lines.
    package func print(_ reply: some Encodable, _ lines: @autoclosure () -> String) throws {
        Swift.print(json ? try CommandJSON.text(reply) : lines())
    }
}

/// What a command's work is for when its user does not say.
package protocol UsualAuthority: Sendable {
    static var purpose: String { get }
    static var reference: String { get }
}

extension NodeOptions {
    /// Opens the node, does the work on the officer's account, closes it whatever happened, and turns a refusal into exit
    /// code 2.
    ///
    /// Who starts a command has the node's folder with its key: the machine vouches for them, as a fresh proof does.
    package func run<Value>(
        for authority: Authority,
        _ work: (Desk, Requester) async throws -> Value
    ) async throws -> Value {
        let open = try await open()
        let requester = Requester(officer: open.officer, authority: authority, isFresh: true)
        let value: Value
        do {
            value = try await work(open.desk, requester)
        } catch let fault as Fault where fault.code == .notPermitted || Fault.Code.gate.contains(fault.code) {
            try await open.close()
            FileHandle.standardError.write(Data("\(fault)\n".utf8))
            throw ExitCode(2)
        } catch {
            try await open.close()
            throw error
        }
        try await open.close()
        return value
    }
}

/// How commands write JSON: keys in order, a line for each.
package enum CommandJSON {
    /// A value as text.
    package static func text(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}
