import Foundation
import Ledger
import Linkage
import Policy
import Vocabulary

extension Desk {
    /// Why the records of a joined person are held to be of one person: the computation itself, pair by pair.
    package func joining(_ id: PersonID, for requester: Requester) async throws -> Disclosure<JoiningReasons> {
        try await disclose(.explainJoin, asked: "why joined \(id)", for: requester) { gate in
            var assembler = PictureAssembler(shelf: shelf, joins: joins, gate: gate)
            let picture = try await picture(of: id, by: &assembler)
            let pairs = try await explain(picture.joins.reversed(), among: picture.members)
            return Retrieved(
                content: JoiningReasons(picture: picture, pairs: pairs),
                released: assembler.released,
                withheld: assembler.withheld,
                subjects: picture.members.map(\.nominal.handle)
            )
        }
    }

    /// The computation behind each of these joins, in their order.
    func explain(_ joins: [JoinEdge], among members: [PersonPicture.Member]) async throws -> [JoiningReasons.Pair] {
        guard !joins.isEmpty else { return [] }
        let linker = Linker(model: try await model())
        let byHandle = Dictionary(uniqueKeysWithValues: members.map { ($0.nominal.handle, $0) })
        return joins.compactMap { edge in
            guard let a = byHandle[edge.a], let b = byHandle[edge.b] else { return nil }
            return JoiningReasons.Pair(
                a: a.nominal,
                b: b.nominal,
                madeBy: edge.madeBy,
                explanation: linker.explain(PersonSketch(of: a), PersonSketch(of: b))
            )
        }
    }

    /// Joins the records of all forces of this node afresh.
    ///
    /// Joining is combination (DPA 2018 s.62(1)(e)): it is logged before it takes effect.
    ///
    /// - Returns: what was joined, and the ledger entry.
    package func combine(
        for requester: Requester,
        progress: @Sendable (String) -> Void = { _ in }
    ) async throws -> Combination {
        let rules = try await permit(.joinRecords, asked: "join the records of all forces here", for: requester)
        progress("reading records")
        let sketches = try await catalogue.sketches()
        let judgements = try await joins.judgements()
        progress("joining \(sketches.count) records")
        let linker = Linker()
        let joining = linker.join(sketches, judgements: judgements.standing().forLinkage)
        let model = String(decoding: try JSONEncoder.sorted.encode(joining.model), as: UTF8.self)
        let at = clock()
        let people = joining.clusters.count
        let joined = joining.clusters.count { $0.count > 1 }
        let entry = LedgerEntryBody(
            operation: .combination,
            disclosure: newDisclosureID(),
            at: at,
            requester: requester,
            action: Permission.joinRecords.description,
            asked: "join the records of all forces here",
            rules: rules,
            rulesVersion: rulebook.version,
            details: [
                "records": String(sketches.count), "people": String(people), "joinedPeople": String(joined),
                "model": Digest.sha256(Array(model.utf8)).description,
            ]
        )
        let receipt = try await ledger.append(kind: .combination, body: entry.encoded())
        progress("storing")
        try await joins.replace(
            NewJoining(
                id: Int64(receipt.index),
                madeAt: at.milliseconds,
                weights: joining.model,
                model: model,
                report: summary(of: joining.report),
                entry: receipt.index,
                judgements: judgements,
                clusters: joining.clusters,
                edges: joining.edges.map { ($0.a, $0.b, $0.bits, $0.probability) }
            )
        )
        await reviews.invalidate()
        if catalogue.isKept {
            progress("making the search index")
            // A full disk does not undo the joining: whoever searches next makes the index.
            try? await catalogue.save()
        }
        return Combination(
            records: sketches.count,
            people: people,
            joinedPeople: joined,
            summary: summary(of: joining.report),
            entry: receipt.index
        )
    }

    /// The records of each joined person by their ids, for measuring a joining against a known truth.
    ///
    /// It gives ids only, no content; it is a consultation all the same and logged as one.
    package func clusters(for requester: Requester) async throws -> [[RecordID]] {
        let asked = "list which records are joined"
        let rules = try await permit(.joinRecords, asked: asked, for: requester)
        let clusters = try await catalogue.clusters()
        let entry = LedgerEntryBody(
            operation: .consultation,
            disclosure: newDisclosureID(),
            at: clock(),
            requester: requester,
            action: Permission.joinRecords.description,
            asked: asked,
            rules: rules,
            rulesVersion: rulebook.version,
            details: ["people": String(clusters.count), "records": String(clusters.reduce(0) { $0 + $1.count })]
        )
        _ = try await ledger.append(kind: .consultation, body: entry.encoded())
        return clusters
    }

    /// A joining in one sentence, for people and for the log.
    private func summary(of report: JoinReport) -> String {
        var parts = ["\(report.pairsScored) pairs compared", report.weights]
        if !report.converged { parts.append("the estimation did not settle") }
        if report.joinsRefused > 0 {
            parts.append("\(report.joinsRefused) joins refused because others of the group speak against them")
        }
        if !report.oversized.isEmpty {
            parts.append("\(report.oversized.count) rules met blocks too large to pair in full")
        }
        if !report.contradictions.isEmpty {
            parts.append("\(report.contradictions.count) judgements contradict others")
        }
        return parts.filter { !$0.isEmpty }.joined(separator: "; ")
    }

    /// The weights of the newest joining; those that are shipped before there is one.
    func model() async throws -> LinkageModel {
        guard let text = try await joins.newestModel() else { return .standard }
        return try JSONDecoder().decode(LinkageModel.self, from: Data(text.utf8))
    }
}

/// What one joining of all records came to.
package struct Combination: Hashable, Sendable, Codable {
    package var records: Int
    package var people: Int
    /// People of more than one record.
    package var joinedPeople: Int
    package var summary: String
    package var entry: UInt64
}

extension Permission {
    /// See why records are joined.
    package static let explainJoin = Permission("review.explain", "See why records are held to be of one person")
    /// Join records.
    package static let joinRecords = Permission("review.link", "Join the records of all forces of this node")
}

extension JSONEncoder {
    /// An encoder whose output depends on the value only.
    static var sorted: JSONEncoder {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return encoder
    }
}
