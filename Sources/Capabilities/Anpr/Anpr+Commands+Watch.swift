import ArgumentParser
import CapabilityKit

extension AnprCommand {
    /// The command `reeve anpr watch`.
    struct Watch: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "List vehicles of interest, put one on the list, or take one off.",
            discussion: """
                EXAMPLE
                  reeve anpr watch --reference "Op Larch" --officer 7712
                  reeve anpr watch AB00XYZ --item IR-26-0417 --grading "2 B P" --reason "courier of Op Larch" --until 2026-12-01 --instruction "observe and report" --reference "Op Larch" --officer 7712
                  reeve anpr watch --end 3 --reference "Op Larch" --officer 7712
                """
        )

        @Argument(help: "The plate to put on the list; none to see the list.")
        var plate: String?

        @Option(help: "The item of intelligence.")
        var item = ""

        @Option(help: "The item's grading (3x5x2), such as \"2 B P\".")
        var grading = ""

        @Option(help: "Why cameras are to tell of it.")
        var reason = ""

        @Option(help: "What is to be done: \(Anpr.Instruction.allCases.map(\.rawValue).joined(separator: "; ")).")
        var instruction = Anpr.Instruction.report.rawValue

        @Option(help: "The last day, such as 2026-12-01.")
        var until = ""

        @Option(help: "The number of a vehicle to take off the list.")
        var end: Int?

        @OptionGroup var account: CommandAccount<Anpr.EnquiryWork>

        func run() async throws {
            try await account.run { desk, requester in
                let counter = try Anpr.Counter(desk, requester)
                if let end { try await counter.unwatch(Int64(end)) }
                if let plate {
                    _ = try await counter.watch([
                        "plate": plate, "item": item, "grading": grading, "reason": reason,
                        "instruction": instruction, "expires": until,
                    ])
                }
                let shown = try await counter.lookAtWatch()
                let lines = shown.content.watches.map {
                    "\($0.id)  \($0.plate)  \($0.instruction.rawValue)  \($0.reason)  until \(Phrase.shortDay(Timestamp.uk(milliseconds: $0.expiresAt - 1)))"
                }
                try account.print(
                    shown.content.watches,
                    (["\(lines.count) on the list · log entry \(shown.entry)"] + lines).joined(separator: "\n")
                )
            }
        }
    }
}
