import ArgumentParser
import CapabilityKit
import Sightings

extension AnprCommand {
    /// The command `reeve anpr made`.
    struct Made: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Fill a demonstration's node with made-up cameras and reads of plates that were never issued.",
            discussion: """
                Refused where the node has cameras already.

                EXAMPLE
                  reeve anpr made --data .reeve/demo
                """
        )

        @OptionGroup var account: CommandAccount<Anpr.ImportWork>

        func run() async throws {
            try await account.run { desk, requester in
                let counter = try Anpr.Counter(desk, requester)
                let made = Anpr.Made(before: desk.today.dayNumber ?? 0)
                let entry = try await counter.describe(made.sites, [made.outage], made.roads, onlyIfEmpty: true)
                let (taken, _) = try await counter.take(made.reads, from: "made-up traffic")
                let truth = made.traffic.truth
                let lines = [
                    "\(taken.added) reads of \(made.sites.count) cameras · log entry \(entry)",
                    "travel together: \(truth.convoys.map { $0.joined(separator: " and ") }.joined(separator: "; "))",
                    "out and back: \(truth.lines.joined(separator: ", "))",
                    "replaced: \(truth.swaps.map { $0.joined(separator: " by ") }.joined(separator: "; "))",
                    "carried by two: \(truth.clones.joined(separator: ", "))",
                ]
                try account.print(Anpr.Taken(file: "", taken, entry: entry), lines.joined(separator: "\n"))
            }
        }
    }
}
