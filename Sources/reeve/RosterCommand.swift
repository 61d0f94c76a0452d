import ArgumentParser
import Federation
import Foundation
import Ledger
import Node
import Vocabulary

/// The command `reeve roster show|sign|verify|key|message`.
struct RosterCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "roster",
        abstract: "Show, sign and verify the list of forces with their nodes and keys, and the messages they sign.",
        discussion: """
            EXAMPLE
              reeve roster show --force 13 --on 2026-12-01
              reeve roster sign forces.json --key signer.key --name nation.example/roster --version 1 \\
                --from 2026-12-01 --until 2027-05-31 --out roster.note
              reeve roster verify roster.note --root root.json
            """,
        subcommands: [Show.self, Sign.self, Verify.self, Key.self, Message.self]
    )

    /// The bytes of a file; a fault that exits with 65 when it cannot be read.
    static func bytes(of path: String) throws -> [UInt8] {
        do {
            return Array(try Data(contentsOf: URL(filePath: path)))
        } catch {
            throw Fault(.rosterMalformed, "the file `\(path)` cannot be read", cause: error)
        }
    }

    /// A roster from a file, signed or plain; the shipped one when no file is given.
    static func read(_ path: String?) throws -> (roster: Roster, signed: SignedRoster?) {
        guard let path else { return (try Rules.shippedRoster(), nil) }
        let bytes = try bytes(of: path)
        if bytes.starts(with: "reeve/roster@v1\n".utf8) {
            do {
                let signed = try SignedRoster(unproved: try SignedNote(parsing: bytes))
                return (signed.roster, signed)
            } catch let fault as Fault where fault.code != .rosterMalformed {
                throw Fault(.rosterMalformed, "`\(path)` is not a signed roster", cause: fault)
            }
        }
        do {
            return (try JSONDecoder().decode(Roster.self, from: Data(bytes)), nil)
        } catch {
            throw Fault(
                .rosterMalformed,
                "`\(path)` is not a roster",
                help: "it is written as the shipped `forces.json`",
                cause: error
            )
        }
    }

    /// A day given on the command line; today when none is.
    static func day(_ text: String?) throws -> CalendarDate {
        guard let text else { return Building.systemClock().date }
        guard let day = CalendarDate(parsing: text), day.isComplete else {
            throw Fault(.rosterMalformed, "`\(text)` is not a day", help: "write it as 2026-12-01")
        }
        return day
    }

    /// A secret key from its file.
    static func secret(_ path: String) throws -> SigningKey {
        do {
            return try SigningKey(secretText: String(decoding: try bytes(of: path), as: UTF8.self))
        } catch let fault as Fault where fault.code == .ledgerKeyInvalid {
            throw Fault(.rosterMalformed, "`\(path)` holds no signing key", help: "make one with `reeve roster key`")
        }
    }
}

extension RosterCommand {
    struct Key: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Make a key that signs messages or the roster, and print its public half.",
            discussion: """
                The file is for its owner only. The public half goes into the roster, or into the root file.

                EXAMPLE
                  reeve roster key 13/2026a --out message.key

                EXIT CODES
                  0 made · 65 the name cannot be one, or there is a file already · 70 fault
                """
        )

        @Argument(help: "The key's name, without spaces or plus signs; messages carry it as their keyid.")
        var name: String

        @Option(help: "The file to write the secret to; there must be none yet.")
        var out: String

        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            let key: SigningKey
            do {
                key = try SigningKey(name: name, seed: Building.systemRandomness(32))
            } catch let fault as Fault {
                throw Fault(.rosterMalformed, fault.message, help: fault.help)
            }
            let descriptor = Glibc.open(out, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else {
                throw Fault(.rosterMalformed, "cannot make the file `\(out)`: \(String(cString: strerror(errno)))")
            }
            let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: true)
            try file.write(contentsOf: Data((key.secretText + "\n").utf8))
            try file.synchronize()
            if json {
                try printJSON(Made(key: key.verifierKey.description, file: out))
            } else {
                print(key.verifierKey)
            }
        }

        private struct Made: Encodable {
            var key: String
            var file: String
        }
    }

    struct Sign: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Sign a roster, or add a signature to one that others have signed.",
            discussion: """
                A plain roster is written as a signed note of a version, with its days; a signed one gets one signature
                more. A roster that contradicts itself is not signed.

                EXAMPLE
                  reeve roster sign forces.json --key one.key --name nation.example/roster --version 1 \\
                    --from 2026-12-01 --until 2027-05-31 --out roster.note
                  reeve roster sign roster.note --key two.key --out roster.note

                EXIT CODES
                  0 signed · 64 wrong usage · 65 the roster or the key is not as it should be · 70 fault
                """
        )

        @Argument(help: "The roster: JSON, or a note that is signed already.")
        var file: String

        @Option(help: "The file of the secret key.")
        var key: String

        @Option(help: "The roster's name, as the root file has it.")
        var name: String?

        @Option(help: "The number of this version; higher than every one before.")
        var version: Int?

        @Option(help: "The first day it is in force, as YYYY-MM-DD.")
        var from: String?

        @Option(help: "The last day it is in force, as YYYY-MM-DD.")
        var until: String?

        @Option(help: "The file to write, in place of standard output.")
        var out: String?

        @Flag(help: "Print what was signed as JSON.")
        var json = false

        func validate() throws {
            if json, out == nil { throw ValidationError("with --json give the file to write: --out") }
        }

        func run() async throws {
            let key = try RosterCommand.secret(key)
            let (roster, earlier) = try RosterCommand.read(file)
            var signed = try earlier ?? fresh(roster)
            try signed.sign(with: key)
            let bytes = Data(signed.note.encoded.utf8)
            guard let out else {
                FileHandle.standardOutput.write(bytes)
                return
            }
            try bytes.write(to: URL(filePath: out), options: .atomic)
            if json { try printJSON(Summary(signed)) } else { print("\(out): \(Summary(signed).words)") }
        }

        private func fresh(_ roster: Roster) throws -> SignedRoster {
            guard let name, let version, let from, let until else {
                throw ValidationError("a roster that nobody has signed yet needs --name, --version, --from and --until")
            }
            let text = try SignedRoster.text(
                roster,
                name: name,
                version: version,
                from: try RosterCommand.day(from),
                until: try RosterCommand.day(until)
            )
            return try SignedRoster(unproved: try SignedNote(text: text, signatures: []))
        }
    }

    /// A signed roster in a line.
    struct Summary: Encodable {
        var name: String
        var version: Int
        var from: String
        var until: String
        var sha256: String
        var signatures: [String]

        init(_ roster: SignedRoster) {
            name = roster.name
            version = roster.version
            from = roster.from.description
            until = roster.until.description
            sha256 = roster.digest.description
            signatures = roster.note.signatures.map(\.name)
        }

        var words: String {
            "version \(version) of \(name), from \(from) until \(until), signed by \(signatures.joined(separator: ", "))"
        }
    }
}
