import ArgumentParser
import CapabilityKit
import Foundation

/// The command `reeve search "okafor leeds" --purpose … --reference …`.
struct SearchCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "search",
        abstract: "Find people, with the source of every fact.",
        discussion: """
            The search is decided by the same rules and written to the same log as on a page.

            EXAMPLE
              reeve search "okafor leeds" --purpose crime.investigate --reference WYP-20261119-1203

            EXIT CODES
              0 found · 1 nothing held · 2 not permitted · 64 wrong usage · 70 fault
            """
    )

    @Argument(help: "Names, places, dates, numbers and plates, in any order.")
    var text: String

    @Option(help: "What it is for: a code of the node's list of purposes.")
    var purpose: String

    @Option(help: "The incident, operation or warrant it is for.")
    var reference: String

    @Option(help: "The most people to list, 1 to 100.")
    var limit = 10

    @Flag(help: "Ask every force, this one included, and wait for late answers.")
    var allForces = false

    @Flag(help: "Print JSON.")
    var json = false

    @OptionGroup var node: NodeOptions

    func run() async throws {
        try await node.run(for: Authority(purpose: purpose, reference: reference)) { desk, requester in
            guard !allForces else { return try await askAll(desk, requester) }
            let found = try await desk.search(text, limit: limit, for: requester)
            let reply = Search.Reply(found, roster: desk.roster, today: desk.today)
            print(json ? try reply.json() : Search.listing(reply))
            if found.content.isEmpty { throw ExitCode(1) }
        }
    }

    private func askAll(_ desk: Desk, _ requester: Requester) async throws {
        let open = try await desk.askAll(text, limit: limit, for: requester)
        var state = await open.ended()
        while !state.isOver { state = await open.next(after: state.revision) }
        let reply = Search.AllReply(state, try await desk.joinedAcross(state), open, desk)
        print(json ? try reply.json() : reply.listing)
        await desk.finishAsking()
        if reply.people.isEmpty { throw ExitCode(1) }
    }
}

extension Search {
    /// The reply as lines for a terminal.
    static func listing(_ reply: Reply) -> String {
        var lines = ["\(reply.people.count) found · \(reply.answered) · log entry \(reply.entry)", ""]
        for person in reply.people {
            lines.append("\(person.name)  born \(person.born ?? "not known")  \(person.id)")
            for warning in person.warnings {
                lines.append("  ! \(warning.title): \(warning.text)  [\(warning.source)]")
            }
            for fact in person.facts { lines.append("  \(fact.title): \(fact.text)  [\(fact.source)]") }
            lines.append("")
        }
        return lines.joined(separator: "\n")
    }
}
