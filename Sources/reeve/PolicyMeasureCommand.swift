import ArgumentParser
import CapabilityKit
import Foundation
import Node
import Policy
import Vocabulary

extension PolicyCommand {
    struct Measure: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Measure how long decisions take, with obligations and reasons in words.",
            discussion: """
                The questions are every role of the rules with every purpose, action, marking and status, in turn.

                EXAMPLE
                  reeve policy measure --decisions 100000

                EXIT CODES
                  0 the bar is met: 99 of 100 decisions within 100 microseconds · 1 it is missed · 70 fault
                """
        )

        @OptionGroup var place: Place

        @Option(help: "How many decisions.")
        var decisions = 200_000

        func validate() throws {
            guard (100...100_000_000).contains(decisions) else {
                throw ValidationError("--decisions takes 100 to 100,000,000")
            }
        }

        func run() async throws {
            let rulebook = try Rules.read(own: try place.folder(on: nil).folder).rulebook
            let day = Building.systemClock().date
            let requests = try questions(rulebook, on: day)
            let clock = ContinuousClock()
            var microseconds: [Double] = []
            microseconds.reserveCapacity(decisions)
            var permitted = 0, words = 0
            for place in 0..<decisions {
                let request = requests[place % requests.count]
                let began = clock.now
                let evaluation = rulebook.policies.evaluate(request, on: day)
                // The reason in words is part of every decision.
                words += evaluation.decision.words.utf8.count
                let took = (clock.now - began).components
                microseconds.append(Double(took.seconds) * 1e6 + Double(took.attoseconds) / 1e12)
                if evaluation.decision.isPermitted { permitted += 1 }
            }
            microseconds.sort()
            func share(_ part: Double) -> Double {
                let place = min(decisions - 1, Int(Double(decisions) * part))
                return (microseconds[place] * 10).rounded() / 10
            }
            let report = Report(
                bar: "T8",
                decisions: decisions,
                questions: requests.count,
                rules: rulebook.policies.policies.count,
                permitted: permitted,
                words: words,
                p50_us: share(0.5),
                p99_us: share(0.99),
                max_us: share(1),
                p99_us_max: 100,
                met: share(0.99) <= 100
            )
            try printJSON(report)
            if !report.met { throw ExitCode(1) }
        }

        private func questions(_ rulebook: Rulebook, on day: CalendarDate) throws -> [PolicyRequest] {
            var requests: [PolicyRequest] = []
            for role in rulebook.reference.roles {
                for purpose in rulebook.purposes.purposes {
                    for action in ["search.find", "search.record", "review.judge", "ledger.read", "authority.own"] {
                        for marking in ["OFFICIAL", "OFFICIAL-SENSITIVE"] {
                            var question = RuleCase(roles: [role.code], action: action)
                            question.purpose = purpose.code
                            question.reference = requests.count % 5 == 0 ? "" : "WYP-20261119-1203"
                            question.training = requests.count % 2 == 0 ? ["pnc"] : []
                            question.resource = action == "search.record" ? "record" : "node"
                            question.marking = marking
                            question.status = requests.count % 7 == 0 ? "restricted" : "open"
                            question.emergency = requests.count % 11 == 0
                            requests.append(try question.request(rulebook, on: day))
                        }
                    }
                }
            }
            return requests
        }

        struct Report: Encodable {
            var bar: String
            var decisions: Int
            var questions: Int
            var rules: Int
            var permitted: Int
            /// Bytes of reasons in words, so that making them cannot be left out.
            var words: Int
            var p50_us: Double
            var p99_us: Double
            var max_us: Double
            var p99_us_max: Double
            var met: Bool
        }
    }
}
