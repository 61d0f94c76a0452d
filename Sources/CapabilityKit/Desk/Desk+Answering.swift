import Federation
import Foundation
import Ledger
import Linkage
import Policy
import Vocabulary

extension Desk {
    /// Answers another force's question by this force's own rules, from this force's own records.
    ///
    /// The entry with the asker's disclosure id is durable before the answer is returned, for a refusal too. The same
    /// question, sent again, gets the same answer. A record that is restricted changes nothing of it: neither its state
    /// nor its length, nor the moment it leaves.
    ///
    /// `question`: as it came; the caller has proved that it was sent by ``Question/asker``.
    ///
    /// - Throws: ``Fault`` `federation.no_neighbours` where this node has none, `federation.disclosure_reused` when
    ///   another question came with the same id, and whatever keeps the entry from becoming durable.
    package func answer(_ question: Question) async throws -> Answer { try await answer(question, by: nil) }

    /// The same for a question of this force: `own` is who asks, with what they have leave for here.
    func answer(_ question: Question, by own: Requester?) async throws -> Answer {
        guard let neighbours else { throw Self.noNeighbours }
        let began = ContinuousClock.now
        let answer = try await turns.take("\(question.asker) \(question.disclosure)") {
            try await answerOnce(question, by: own, neighbours)
        }
        // A multiple of the step: how long it took to leave something out is not to be seen.
        let step = Duration.milliseconds(max(neighbours.rules.stepMilliseconds, 1))
        let steps = Int(((ContinuousClock.now - began) / step).rounded(.up))
        if question.asker != neighbours.force { try await Task.sleep(until: began + step * steps) }
        return answer
    }

    static let noNeighbours = Fault(
        .noNeighbours,
        "this node is not connected to others",
        help: "see the guide on asking all forces"
    )

    private func answerOnce(_ question: Question, by own: Requester?, _ neighbours: Neighbours) async throws -> Answer {
        let digest = Self.digest(of: question)
        if let given = try await exchange.given(question.disclosure, to: question.asker) {
            guard given.digest == digest else {
                throw Fault(
                    .disclosureReused,
                    "another question came with the id `\(question.disclosure)`",
                    help: "put each question with an id of its own"
                )
            }
            _ = try await settled()
            if let answer = given.answer, try await !exchange.isRecalled(answer) { return answer }
        }
        // Before its entry: a node that stops between the two knows that it may have logged an answer that never left.
        let isAgain = try await !exchange.expect(question, digest: digest)
        let answer = try await found(
            for: question,
            neighbours,
            isAgain ? ["again": "an earlier answer never left, or was recalled"] : [:],
            by: own
        )
        // Before it is kept: an answer that sends the asker to the owner is never without its place in the owner's queue.
        if case .askOwner = answer.state { try await exchange.queue(question) }
        try await exchange.keep(answer, to: question, digest: digest)
        return answer
    }

    /// What makes two sendings one question: all but how long is waited for the answer.
    private static func digest(of question: Question) -> String {
        var question = question
        question.deadline = question.at
        return question.fingerprint
    }

    // MARK: - Finding and logging

    private func found(
        for question: Question,
        _ neighbours: Neighbours,
        _ details: [String: String],
        by own: Requester?
    ) async throws -> Answer {
        guard question.officer.force == question.asker else {
            // Nothing is written under the number of an officer whom that force cannot vouch for.
            let node = node(of: question.asker, reference: question.authority.reference)
            let reason = "a force asks for its own officers only"
            return try await refused(question, reason, rules: [], node, neighbours, details)
        }
        let requester =
            own
            ?? Requester(
                officer: question.officer,
                authority: question.authority,
                asker: question.asker == neighbours.force ? nil : question.asker
            )
        guard question.action == Permission.find.description,
            let find = try? JSONDecoder().decode(FindQuestion.self, from: Data(question.body.utf8)), find.version == 1,
            find.text == question.asked
        else {
            let reason = "this force's node does not know this kind of question"
            return try await refused(question, reason, rules: [], requester, neighbours, details)
        }
        let standing = requester.asker == nil ? try await standing(of: requester) : standing(statedIn: find)
        let details = details.merging(standing.details) { own, _ in own }
        let rules: [String]
        switch rulebook.decide(.find, for: requester, on: today, standing: standing) {
        case .permitted(let policies, _): rules = policies
        case .refused(let reason, let policies):
            return try await refused(question, reason, rules: policies, requester, neighbours, details)
        }
        // A recall that begins while the answer is on its way is not overtaken by it.
        for _ in 0..<8 {
            let generation = try await settled()
            let found = try await people(for: find, of: neighbours, requester, standing)
            guard await audit.generation == generation else { continue }
            let answer = try await logged(found, question, rules, requester, neighbours, details)
            if await audit.generation == generation { return answer }
        }
        throw Fault(.recallsUnderWay, "records are being recalled just now", help: "ask again in a moment")
    }

    /// Logs that a question is refused, and makes the answer that says so.
    func refused(
        _ question: Question,
        _ reason: String,
        rules: [String],
        _ requester: Requester,
        _ neighbours: Neighbours,
        _ details: [String: String] = [:]
    ) async throws -> Answer {
        let at = clock()
        let entry = LedgerEntryBody(
            operation: .refusal,
            disclosure: question.disclosure,
            at: at,
            requester: requester,
            action: question.action,
            asked: question.asked,
            rules: rules,
            rulesVersion: rulebook.version,
            refusal: reason,
            details: details.merging(["asker": question.asker.description]) { own, _ in own }
        )
        let receipt = try await ledger.append(kind: .refusal, body: entry.encoded())
        return Answer(
            disclosure: question.disclosure,
            force: neighbours.force,
            state: .notPermitted(reason: reason),
            entry: receipt.index,
            body: "",
            at: at
        )
    }

    /// What was found for another force, before it leaves.
    struct FoundForAnother: Sendable {
        var people: [(members: [PersonPicture.Member], matched: [MatchedTerm])]
        var withheld: [Withheld]

        /// Every record in it, once.
        var released: [StoredRecord] {
            var seen: Set<RecordID> = []
            return people.flatMap(\.members).flatMap { [$0.nominal] + $0.statements }
                .filter { seen.insert($0.record.id).inserted }
        }
    }

    /// Logs what is disclosed to another force, and makes the answer that does.
    func logged(
        _ found: FoundForAnother,
        _ question: Question,
        _ rules: [String],
        _ requester: Requester,
        _ neighbours: Neighbours,
        _ details: [String: String] = [:]
    ) async throws -> Answer {
        let at = clock()
        let released = found.released
        let open = found.withheld.filter { !$0.isSecret }
        let held = released.count { $0.record.id.kind.isEntity }
        let state: AnswerState
        if held > 0 {
            state = .answered(held: held)
        } else if open.contains(where: \.isForOwner) {
            state = .askOwner(contact: neighbours.rules.contact)
        } else if let reason = open.first?.reason {
            state = .notPermitted(reason: reason)
        } else {
            state = .nothingHeld
        }
        var body = ""
        if held > 0 {
            let answer = FindAnswer(
                people: found.people.map { person in
                    FindAnswer.Person(
                        members: person.members.map { member in
                            FindAnswer.Member(
                                nominal: WireRecord(member.nominal, at: at),
                                statements: member.statements.map { WireRecord($0, at: at) }
                            )
                        },
                        matched: person.matched.map {
                            FindAnswer.Term(asked: $0.queryWord, stored: $0.storedWord, kind: $0.kind.rawValue)
                        }
                    )
                },
                withheld: open.map { FindAnswer.Kept(reason: $0.reason, count: $0.count) }
            )
            body = try answer.filled(to: neighbours.rules.bucketBytes)
        }
        let entry = LedgerEntryBody(
            operation: requester.asker == nil ? .consultation : .disclosure,
            disclosure: question.disclosure,
            at: at,
            requester: requester,
            action: question.action,
            asked: question.asked,
            rules: rules,
            rulesVersion: rulebook.version,
            released: released,
            withheld: found.withheld,
            details: details.merging(["asker": question.asker.description, "state": state.code]) { own, _ in own }
        )
        let receipt = try await ledger.append(kind: entry.operation, body: entry.encoded())
        return Answer(
            disclosure: question.disclosure,
            force: neighbours.force,
            state: state,
            entry: receipt.index,
            body: body,
            at: at
        )
    }
}

extension Fault.Code {
    /// A question between forces at a node that has no neighbours.
    package static let noNeighbours = Self("federation.no_neighbours", status: 404)
    /// Two questions came with one disclosure id.
    package static let disclosureReused = Self("federation.disclosure_reused", status: 409)
}
