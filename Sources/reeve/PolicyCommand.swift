import ArgumentParser
import CapabilityKit
import Foundation
import Node
import Policy
import Vocabulary

/// The command `reeve policy check|explain|test|measure`.
struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract: "Check the rules, ask them what they say and why, and measure them.",
        discussion: """
            EXAMPLE
              reeve policy check
              reeve policy explain --role officer --action search.find --purpose crime.investigate --reference WYP-1
            """,
        subcommands: [Check.self, Explain.self, Test.self, Measure.self]
    )

    /// Which rules are meant.
    struct Place: ParsableArguments {
        @Option(help: "A folder of rules in place of those shipped: policies.cedar, purposes.json and so on.")
        var rules: String?

        @Option(
            name: .customLong("data"),
            help: "A node's folder: its own rules, and those it ran by on an earlier day."
        )
        var data: String?

        /// The folder to read; `nil` for the rules that are shipped.
        func folder(on day: CalendarDate?) throws -> (folder: String?, version: RulesHistory.Step?) {
            guard let data else { return (rules, nil) }
            let node = NodeFolder(path: data)
            guard let day else { return (node.rules, nil) }
            guard let kept = try RulesHistory(folder: node.rulesHistory).folder(on: day) else {
                throw Fault(
                    .noRulesThatDay,
                    "the node of `\(data)` did not run on \(day)",
                    help: "`\(node.rulesHistory)/history.json` says from when"
                )
            }
            return (kept.folder, kept.step)
        }
    }

    struct Check: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Read every file of rules and list what is wrong, with file and line.",
            discussion: """
                Rules that name an attribute, a type or an action that schema.cedarschema does not have are refused here,
                and by a node when it starts.

                EXAMPLE
                  reeve policy check --rules /etc/reeve/rules --json

                EXIT CODES
                  0 nothing is wrong · 1 something is wrong (it is listed) · 70 fault
                """
        )

        @OptionGroup var place: Place

        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            let problems = Rules.problems(own: try place.folder(on: nil).folder)
            let isGood = problems.allSatisfy(\.isWarning)
            if json {
                try printJSON(Report(good: isGood, problems: problems))
            } else {
                for problem in problems {
                    let line = problem.line.map { ", line \($0)" } ?? ""
                    let rule = problem.rule.map { ", in `\($0)`" } ?? ""
                    print("\(problem.isWarning ? "warning: " : "")\(problem.file)\(line)\(rule): \(problem.message)")
                }
                print(isGood ? "the rules are good" : "the rules are not good: \(problems.count) findings")
            }
            if !isGood { throw ExitCode(1) }
        }

        struct Report: Encodable {
            var good: Bool
            var problems: [RuleProblem]
        }
    }

    struct Test: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Decide the cases kept beside the rules and compare with the answers they must have.",
            discussion: """
                EXAMPLE
                  reeve policy test --json

                EXIT CODES
                  0 all are as they must be · 1 some are not (they are listed) · 70 fault
                """
        )

        @OptionGroup var place: Place

        @Option(help: "The day for cases that name none, as YYYY-MM-DD; today when not given.")
        var on: String?

        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            let folder = try place.folder(on: nil).folder
            let rulebook = try Rules.read(own: folder).rulebook
            let day = try PolicyCommand.day(on) ?? Building.systemClock().date
            let cases = try Rules.cases(own: folder)
            let failures = try cases.enumerated().compactMap { place, one in
                try one.difference(rulebook, today: day).map {
                    Failure(place: place + 1, title: one.title ?? one.action, words: $0)
                }
            }
            if json {
                try printJSON(Report(cases: cases.count, failed: failures, version: rulebook.version))
            } else {
                for failure in failures { print("case \(failure.place), \(failure.title): \(failure.words)") }
                print("\(cases.count - failures.count) cases as they must be, \(failures.count) not")
            }
            if !failures.isEmpty { throw ExitCode(1) }
        }

        struct Failure: Encodable {
            var place: Int
            var title: String
            var words: String
        }

        struct Report: Encodable {
            var cases: Int
            var failed: [Failure]
            var version: String
        }
    }

    /// A day given on the command line.
    static func day(_ text: String?) throws -> CalendarDate? {
        guard let text else { return nil }
        guard let day = CalendarDate(parsing: text), day.isComplete else {
            throw Fault(.noRulesThatDay, "`\(text)` is not a day", help: "write it as 2026-02-05")
        }
        return day
    }
}

extension Fault.Code {
    /// No rules are known of a day.
    static let noRulesThatDay = Self("policy.no_rules_that_day", status: 400)
}
