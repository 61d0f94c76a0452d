import ArgumentParser
import CapabilityKit
import Foundation
import Node
import Policy
import Vocabulary

extension PolicyCommand {
    struct Explain: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Say what the rules of a day answer to one question, rule by rule and clause by clause.",
            discussion: """
                With --data the rules are those the node ran by at the end of that day; each rule counts only between its
                own dates.

                EXAMPLE
                  reeve policy explain --role officer --action search.find --purpose vetting --reference V-1
                  reeve policy explain --on 2026-11-01 --role auditor --action ledger.read --purpose audit.lawfulness

                EXIT CODES
                  0 permitted · 2 not permitted or forbidden · 64 wrong usage · 70 fault
                """
        )

        @OptionGroup var place: Place

        @Option(name: .customLong("on"), help: "The day, as YYYY-MM-DD; today when not given.")
        var on: String?

        @Option(name: .customLong("role"), help: "A role of the officer; may be given again.")
        var roles: [String] = []

        @Option(help: "The officer's rank.")
        var rank: String?

        @Option(help: "Training or clearance held: sensitive, pnc; may be given again.")
        var training: [String] = []

        @Option(help: "What is to be done, such as search.find.")
        var action: String

        @Option(help: "What for: a code of the list of purposes.")
        var purpose: String?

        @Option(help: "The incident, operation or warrant.")
        var reference = ""

        @Option(help: "What it is about: node, record, or \"category ethnic-origin\".")
        var resource = "node"

        @Option(help: "The record's marking: OFFICIAL or OFFICIAL-SENSITIVE.")
        var marking = "OFFICIAL"

        @Option(help: "The record's status: open or restricted.")
        var status = "open"

        @Flag(help: "Emergency access has been invoked.")
        var emergency = false

        @Option(name: .customLong("authority"), help: "A kind of authority in force; may be given again.")
        var authorities: [String] = []

        @Flag(help: "Print JSON.")
        var json = false

        func run() async throws {
            let asked = try PolicyCommand.day(on)
            let day = asked ?? Building.systemClock().date
            let (folder, step) = try place.folder(on: asked)
            let rulebook = try Rules.read(own: folder).rulebook
            var question = RuleCase(roles: roles, action: action)
            question.rank = rank
            question.training = training
            question.purpose = purpose
            question.reference = reference
            question.resource = resource
            question.marking = marking
            question.status = status
            question.emergency = emergency
            question.authorities = authorities
            let request = try question.request(rulebook, on: day)
            let decision = rulebook.policies.decide(request, on: day)
            let answer = Answer(
                decision,
                rulebook.policies.accounts(of: request, on: day),
                on: day,
                version: rulebook.version,
                since: step?.since
            )
            if json { try printJSON(answer) } else { print(answer.text) }
            if !decision.isPermitted { throw ExitCode(2) }
        }
    }

    /// What `explain` prints.
    struct Answer: Encodable {
        var on: String
        var version: String
        /// Since when the node ran by this version, where its history was asked.
        var since: String?
        var verdict: String
        var words: String
        var obligations: [String]
        var rules: [Rule]

        struct Rule: Encodable {
            var id: String
            var effect: String
            var words: String
            var source: String?
            var from: String?
            var until: String?
            var counts: Bool
            var applies: Bool
            var clauses: [Clause]
            var problem: String?
        }

        struct Clause: Encodable {
            var words: String
            var met: Bool
        }

        init(
            _ decision: PolicyDecision,
            _ accounts: [RuleAccount],
            on day: CalendarDate,
            version: String,
            since: String?
        ) {
            on = day.description
            self.version = version
            self.since = since
            verdict = decision.verdict
            words = decision.words
            obligations = if case .permitted(_, let all) = decision { all.map(\.rawValue) } else { [] }
            rules = accounts.map { account in
                Rule(
                    id: account.policy.rawValue,
                    effect: account.effect.rawValue,
                    words: account.words,
                    source: account.source,
                    from: account.from?.description,
                    until: account.until?.description,
                    counts: account.isEffective,
                    applies: account.applies,
                    clauses: account.clauses.map { Clause(words: $0.words, met: $0.isMet) },
                    problem: account.problem
                )
            }
        }

        var text: String {
            var lines = ["\(words), on \(on)"]
            if let since { lines.append("by the rules that the node ran by since \(since)") }
            if !obligations.isEmpty { lines.append("obligations: \(obligations.joined(separator: ", "))") }
            for rule in rules {
                let state = rule.counts ? (rule.applies ? "applies" : "does not apply") : "does not count on this day"
                lines.append("")
                lines.append("\(rule.id) (\(rule.effect)) \(state): \(rule.words)")
                if let source = rule.source { lines.append("  source: \(source)") }
                let days = [rule.from.map { "from \($0)" }, rule.until.map { "until \($0)" }].compactMap(\.self)
                if !days.isEmpty { lines.append("  counts \(days.joined(separator: " "))") }
                lines += rule.clauses.map { "  \($0.met ? "yes" : "no ") \($0.words)" }
                if let problem = rule.problem { lines.append("  cannot be worked out: \(problem)") }
            }
            lines.append("")
            lines.append("version \(version)")
            return lines.joined(separator: "\n")
        }
    }
}
