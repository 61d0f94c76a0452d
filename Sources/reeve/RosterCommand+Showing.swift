import ArgumentParser
import Federation
import Foundation
import Ledger
import Node
import Vocabulary

extension RosterCommand {
    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List the forces of a day with their nodes, or who answers for one force; and what is wrong.",
            discussion: """
                Without a file, the roster that is shipped. Signatures are not checked: that is `reeve roster verify`.

                EXAMPLE
                  reeve roster show
                  reeve roster show roster.note --force 13 --on 2027-04-01 --json

                EXIT CODES
                  0 shown · 65 the file, force or day is not as it should be · 70 fault
                """
        )

        @Argument(help: "A roster, signed or plain.")
        var file: String?

        @Option(help: "Who answers for the force of this code, after mergers and splits.")
        var force: String?

        @Option(name: .customLong("on"), help: "The day, as YYYY-MM-DD; today when not given.")
        var on: String?

        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            let (roster, signed) = try RosterCommand.read(file)
            let day = try RosterCommand.day(on)
            let forces = try force.map { try answering($0, roster, on: day) } ?? roster.forces(on: day)
            let shown = Shown(
                on: day.description,
                signed: signed.map { Summary($0) },
                source: roster.source,
                forces: forces,
                findings: roster.findings()
            )
            if json {
                try printJSON(shown)
            } else {
                print(shown.text)
            }
        }

        private func answering(_ text: String, _ roster: Roster, on day: CalendarDate) throws -> [Force] {
            guard let code = ForceCode(text) else {
                throw Fault(.rosterMalformed, "`\(text)` is not the code of a force", help: "such as 13")
            }
            do {
                return try roster.answering(for: code, on: day)
            } catch let fault as Fault where fault.code == .rosterUnknownForce {
                throw Fault(.rosterMalformed, fault.message, help: fault.help)
            }
        }

        private struct Shown: Encodable {
            var on: String
            var signed: Summary?
            var source: String
            var forces: [Force]
            var findings: [RosterFinding]

            var text: String {
                var lines = signed.map { ["\($0.words) (signatures not checked)"] } ?? []
                lines.append("\(source)\n")
                for force in forces {
                    let codes = ([force.code] + force.alsoKnownAs).map(\.description).joined(separator: ", ")
                    lines.append("\(codes)  \(force.abbreviation)  \(force.officialName)")
                    if let node = force.node {
                        lines.append("    \(node.addresses.joined(separator: ", ")), versions \(node.versions)")
                    }
                }
                lines.append("\n\(forces.count == 1 ? "1 force" : "\(forces.count) forces") on \(on)")
                lines += findings.map { "wrong: \($0)" }
                return lines.joined(separator: "\n")
            }
        }
    }

    struct Verify: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Check that enough of those who may have signed a roster, and that nothing on it is wrong.",
            discussion: """
                The root file says who may sign and how many must:
                {"name": "nation.example/roster", "need": 2, "keys": ["name+number+base64", "…"]}

                EXAMPLE
                  reeve roster verify roster.note --root root.json --after accepted.note --json

                EXIT CODES
                  0 it holds · 1 it does not (why is printed) · 65 a file is not as it should be · 70 fault
                """
        )

        @Argument(help: "The signed roster.")
        var file: String

        @Option(help: "The file that says who may sign.")
        var root: String

        @Option(help: "The roster accepted before: an older version, or another text of the same, does not hold.")
        var after: String?

        @Option(name: .customLong("on"), help: "The day it must be in force, as YYYY-MM-DD; today when not given.")
        var on: String?

        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            let root = try RosterRoot(json: RosterCommand.bytes(of: root))
            let earlier = try after.map { try accepted($0, root) }
            let day = try RosterCommand.day(on)
            let bytes = try RosterCommand.bytes(of: file)
            var verdict = Verdict(holds: false, code: nil, why: nil, roster: nil, findings: [])
            do {
                let roster = try SignedRoster(parsing: bytes, root: root)
                verdict.roster = Summary(roster)
                verdict.findings = roster.roster.findings()
                if let earlier { try roster.requireSuccessor(of: earlier) }
                try roster.requireInForce(on: day)
                verdict.holds = verdict.findings.isEmpty
            } catch let fault as Fault where fault.code != .rosterMalformed {
                verdict.code = fault.code.description
                verdict.why = [fault.message, (fault.cause as? Fault)?.message].compactMap(\.self).joined(
                    separator: ": "
                )
            }
            if json {
                try printJSON(verdict)
            } else {
                for finding in verdict.findings { print("wrong: \(finding)") }
                let words = verdict.roster.map { ": \($0.words)" } ?? ""
                print(
                    verdict.holds
                        ? "the roster holds\(words)" : "the roster does not hold: \(verdict.why ?? "see above")"
                )
            }
            if !verdict.holds { throw ExitCode(1) }
        }

        /// The roster accepted before, which must hold by itself.
        private func accepted(_ path: String, _ root: RosterRoot) throws -> SignedRoster {
            let bytes = try RosterCommand.bytes(of: path)
            do {
                return try SignedRoster(parsing: bytes, root: root)
            } catch let fault as Fault where fault.code == .rosterUnproved {
                throw Fault(.rosterMalformed, "`\(path)` is not a roster that was accepted", cause: fault)
            }
        }

        private struct Verdict: Encodable {
            var holds: Bool
            var code: String?
            var why: String?
            var roster: Summary?
            var findings: [RosterFinding]
        }
    }
}
