import ArgumentParser
import CapabilityKit
import Foundation
import Linkage
import Vocabulary

/// The command `reeve explain`.
struct ExplainCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "explain",
        abstract: "Say why records are, or are not, held to be of one person.",
        discussion: """
            With two records: each comparison, how many bits it adds or takes away, and one sentence. With one record:
            all that are held to be the same person, the weakest link among them, and what speaks against it.

            Records of files joined by `reeve link FILE… --out DIR` are named as in their key column, with --from DIR.
            Records of a node are named by their ids, as a page shows them; asking is logged as a consultation.

            EXAMPLE
              reeve explain --from joined 1017 1018
              reeve explain 13/niche/person/N0000001 --data .reeve/demo

            EXIT CODES
              0 explained · 2 not permitted · 64 wrong usage · 65 a file is not as it should be · 70 fault
            """
    )

    @Argument(help: "One record, or two.")
    var records: [String]

    @Option(name: .customLong("from"), help: "A folder that `reeve link FILE… --out` wrote.")
    var folder: String?

    @OptionGroup var account: CommandAccount<Review.UsualWork>

    func validate() throws {
        if records.count > 2 { throw ValidationError("give one record or two") }
        if records.count == 2, records[0] == records[1] { throw ValidationError("the two records are the same") }
        if folder == nil, let wrong = records.first(where: { RecordID($0) == nil }) {
            throw ValidationError("`\(wrong)` is no id of a record; for records of files give --from")
        }
    }

    func run() async throws {
        if let folder {
            let reply: Review.ExplainReply
            if records.count == 2 {
                reply = try Review.JoinedFolder(folder, records: records).pair(records[0], records[1])
            } else {
                let members = try Review.JoinedFolder.members(of: records[0], in: folder)
                reply = try Review.JoinedFolder(folder, records: members).cluster(members)
            }
            return try account.print(reply, reply.listing)
        }
        try await account.run { desk, requester in
            let reply = try await Review.explain(records.compactMap { RecordID($0) }, desk, requester)
            try account.print(reply, reply.listing)
        }
    }
}

extension Review {
    /// Why records of a node are held to be of one person: the numbers are those of the joining itself.
    static func explain(_ ids: [RecordID], _ desk: Desk, _ requester: Requester) async throws -> ExplainReply {
        var handles: [RecordHandle] = []
        var persons: [PersonID?] = []
        for id in ids {
            let history = try await desk.record(id, for: requester).content
            handles += history.versions.prefix(1).map(\.handle)
            persons.append(history.person)
        }
        if handles.count == 2 {
            let shown = try await desk.pairForReview(RecordPair(handles[0], handles[1]), blind: false, for: requester)
            guard var explanation = shown.content.evidence?.explanation else {
                throw Fault(.noSuchPerson, "the two cannot be shown side by side", help: "ask for one of them")
            }
            // Shown as they were asked for, whichever is kept first.
            let isTurned = explanation.a != handles[0].number
            explanation.a = handles[0].number
            explanation.b = handles[1].number
            if isTurned {
                for place in explanation.steps.indices {
                    let a = explanation.steps[place].a
                    explanation.steps[place].a = explanation.steps[place].b
                    explanation.steps[place].b = a
                }
            }
            return ExplainReply(explanation, levels: []) { ids[$0 == handles[0].number ? 0 : 1].description }
        }
        guard let person = persons.first ?? nil else {
            throw Fault(.noSuchPerson, "`\(ids[0])` is no record of a person", help: "give a record of kind person")
        }
        let reasons = try await desk.joining(person, for: requester).content
        let names = Dictionary(
            reasons.picture.members.map { ($0.nominal.handle.number, $0.nominal.record.id.description) },
            uniquingKeysWith: { first, _ in first }
        )
        let cluster = ClusterExplanation(
            members: reasons.picture.members.map(\.nominal.handle.number),
            pairs: reasons.pairs.map(\.explanation)
        )
        return ExplainReply(cluster, levels: []) { names[$0] ?? String($0) }
    }
}
