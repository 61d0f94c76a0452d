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
        let pace = neighbours.pace, began = pace.now()
        let key = AnsweringRecord.Key(asker: question.asker, disclosure: question.disclosure)
        let answer: Result<Answer, any Error>
        do {
            answer = .success(try await withAnswering(key) { try await $0.answer(question, by: own) })
        } catch {
            answer = .failure(error)
        }
        // Whatever is said, and also where it is that nothing can be said: how long it took to leave something out is not
        // to be seen.
        if question.asker != neighbours.force {
            try await pace.sleep(began + neighbours.rules.leaves(after: pace.now() - began))
        }
        return try answer.get()
    }

    private static func tooManyRequests(_ rules: ExchangeRules) -> String {
        "\(rules.requestsMax) requests of your force wait for a decision here already: ask again when some are decided, "
            + "or speak to \(rules.contact)"
    }

    static let noNeighbours = Fault(
        .noNeighbours,
        "this node is not connected to others",
        help: "see the guide on asking all forces"
    )

    // MARK: - Finding

    /// What this force has to say to a question, by its own rules and records; nothing has been logged of it yet.
    func judge(
        _ question: Question,
        by own: Requester?,
        _ neighbours: Neighbours,
        _ details: [String: String]
    ) async throws -> AnsweringExchange.Judged {
        let question = question.inBoundedWords
        // A recall that begins while the answer is on its way is not overtaken by it.
        for _ in 0..<8 {
            let generation = try await settled()
            var found = try await found(for: question, neighbours, details, by: own)
            guard await audit.generation == generation else { continue }
            // An answer that sends the asker to the owner is never without its place in the owner's queue.
            if found.needsOwner, try await !exchange.queue(question, at: clock(), most: neighbours.rules.requestsMax) {
                found.refuse(Self.tooManyRequests(neighbours.rules))
            }
            found.generation = generation
            return found
        }
        throw Fault(.recallsUnderWay, "records are being recalled just now", help: "ask again in a moment")
    }

    private func found(
        for question: Question,
        _ neighbours: Neighbours,
        _ details: [String: String],
        by own: Requester?
    ) async throws -> AnsweringExchange.Judged {
        guard question.officer.force == question.asker else {
            // Nothing is written under the number of an officer whom that force cannot vouch for.
            let node = node(of: question.asker, reference: question.authority.reference)
            let reason = "a force asks for its own officers only"
            return refused(question, reason, rules: [], node, neighbours, details)
        }
        let requester =
            own
            ?? Requester(
                officer: question.officer,
                authority: question.authority,
                asker: question.asker == neighbours.force ? nil : question.asker
            )
        let read = Data(question.body.utf8)
        let find = try? JSONDecoder().decode(FindQuestion.self, from: read)
        let person = try? JSONDecoder().decode(PersonQuestion.self, from: read)
        let action: Permission
        if question.action == Permission.find.description, let find, find.version == 1, find.text == question.asked {
            action = .find
        } else if question.action == Permission.viewPerson.description, let person, person.version == 1,
            question.asked == "person \(person.record)"
        {
            action = .viewPerson
        } else {
            let reason = "this force's node does not know this kind of question"
            return refused(question, reason, rules: [], requester, neighbours, details)
        }
        let capability = Self.capability(of: action.description)
        func shut(_ fault: Fault) -> AnsweringExchange.Judged {
            let reason = "\(fault.message) (\(fault.code))"
            return refused(question, reason, rules: [fault.code.description], requester, neighbours, details)
        }
        if let fault = await self.shut(capability) { return shut(fault) }
        let stated = (action == .find ? find?.opened : person?.opened) ?? OpenedCategories()
        let standing =
            requester.asker == nil
            ? try await standing(of: requester) : standing(stated: stated, by: question.asker)
        let details = details.merging(standing.details) { own, _ in own }
        let rules: [String]
        switch rulebook.decide(action, for: requester, on: today, standing: standing) {
        case .permitted(let policies, _): rules = policies
        case .refused(let reason, let policies):
            return refused(question, reason, rules: policies, requester, neighbours, details)
        }
        if let fault = try await spent(capability) { return shut(fault) }
        if action == .viewPerson, let person {
            return try await personForAnother(person, question, rules, requester, standing, neighbours, details)
        }
        guard let find else { throw Self.noNeighbours }
        if let earlier = find.continues {
            return try await collected(earlier, find, question, rules, requester, standing, neighbours, details)
        }
        let found = try await people(for: find, of: neighbours, requester, standing)
        return try told(found, question, rules, requester, neighbours, details)
    }

    /// The answer that refuses a question, and what its entry says.
    func refused(
        _ question: Question,
        _ reason: String,
        rules: [String],
        _ requester: Requester,
        _ neighbours: Neighbours,
        _ details: [String: String] = [:]
    ) -> AnsweringExchange.Judged {
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
        let answer = Answer(
            disclosure: question.disclosure,
            force: neighbours.force,
            state: .notPermitted(reason: reason),
            entry: 0,
            body: "",
            at: at
        )
        return AnsweringExchange.Judged(answer: answer, body: entry)
    }

    /// What was found for another force, before it leaves.
    struct FoundForAnother: Sendable {
        var people: [(members: [PersonPicture.Member], matched: [MatchedTerm])]
        var withheld: [Withheld]

        /// Leaves out every record but these.
        mutating func keep(only names: Set<String>) {
            for place in people.indices {
                people[place].members = people[place].members.filter { names.contains("\($0.nominal.record.id)") }
                    .map { member in
                        let said = member.statements.filter { names.contains("\($0.record.id)") }
                        return PersonPicture.Member(nominal: member.nominal, statements: said)
                    }
            }
            people.removeAll { $0.members.isEmpty }
        }

        /// Every record in it, once.
        var released: [StoredRecord] {
            var seen: Set<RecordID> = []
            return people.flatMap(\.members).flatMap { [$0.nominal] + $0.statements }
                .filter { seen.insert($0.record.id).inserted }
        }
    }

    /// The answer that discloses what was found to another force, and what its entry says.
    func told(
        _ found: FoundForAnother,
        _ question: Question,
        _ rules: [String],
        _ requester: Requester,
        _ neighbours: Neighbours,
        _ details: [String: String] = [:]
    ) throws -> AnsweringExchange.Judged {
        let at = clock()
        return try told(found.released, found.withheld, at: at, question, rules, requester, neighbours, details) {
            open in
            FindAnswer(
                people: found.people.map { person in
                    FindAnswer.Person(
                        members: person.members.map { FindAnswer.Member($0, at: at) },
                        matched: person.matched.map {
                            FindAnswer.Term(asked: $0.queryWord, stored: $0.storedWord, kind: $0.kind.rawValue)
                        }
                    )
                },
                withheld: open
            )
        }
    }

    /// The same of any kind of answer: `body` makes it from what was kept back and may be spoken of.
    func told(
        _ released: [StoredRecord],
        _ withheld: [Withheld],
        at: Timestamp,
        _ question: Question,
        _ rules: [String],
        _ requester: Requester,
        _ neighbours: Neighbours,
        _ details: [String: String],
        body: ([FindAnswer.Kept]) -> some FilledAnswer
    ) throws -> AnsweringExchange.Judged {
        // Of other owners' records that are held here, only their owners speak.
        let owned = roster.predecessors(of: neighbours.force, on: today)
        let open = withheld.filter { !$0.isSecret && owned.contains($0.force) }
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
        let kept = open.map {
            FindAnswer.Kept(reason: $0.reason, count: $0.count, isForOwner: $0.isForOwner ? true : nil)
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
            withheld: withheld,
            details: details.merging(["asker": question.asker.description, "state": state.code]) { own, _ in own }
        )
        let answer = Answer(
            disclosure: question.disclosure,
            force: neighbours.force,
            state: state,
            entry: 0,
            body: held > 0 ? try body(kept).filled(to: neighbours.rules.bucketBytes) : "",
            at: at
        )
        var judged = AnsweringExchange.Judged(answer: answer, body: entry)
        if case .askOwner = state { judged.needsOwner = true }
        return judged
    }
}
