import Federation
import Foundation
import Ledger
import Linkage
import Policy
import Vocabulary

extension Desk {
    /// Everything that the force of a record may tell of the person it is of: a question of its own to that force.
    ///
    /// It is logged before it is sent, by that force before it is answered, and here before it is shown; that force's own
    /// rules decide. A node that is connected to no others tells what it holds itself. The content is `nil` where the force did not answer with anything; ``Disclosure/answers`` says why.
    ///
    /// - Throws: ``Fault`` `policy.not_permitted` after logging the refusal, `federation.not_connected`.
    package func personElsewhere(
        _ record: RecordID,
        for requester: Requester
    ) async throws -> Disclosure<PersonPicture?> {
        guard let neighbours else { return try await personHere(record, for: requester) }
        let asked = "person \(record)"
        let standing = try await standing(of: requester)
        let rules = try await permit(.viewPerson, asked: asked, for: requester, standing)
        let subject = RecordHandle(of: record)
        try await askAboutLooking(at: [subject], action: .viewPerson, asked: asked, standing, for: requester)
        // Who answers for that force today; of several after a split some may have no node here, and are named.
        let owed = try roster.answering(for: record.source.force, on: today).map(\.code)
        let silent = owed.compactMap { force in
            reasonNotAsked(force).map { ForceAnswer(force: force, state: $0) }
        }
        let forces = owed.filter { force in !silent.contains { $0.force == force } }
        guard !forces.isEmpty else {
            throw Fault(
                .notConnected,
                "no node of force \(owed.map(\.description).joined(separator: " and ")) is connected",
                help: rosterProblem ?? "ask that force by telephone"
            )
        }
        let at = clock()
        var person = PersonQuestion(record: "\(record)")
        person.opened = opened(for: requester, standing)
        let question = Question(
            disclosure: newDisclosureID(),
            asker: neighbours.force,
            officer: requester.officer,
            authority: requester.authority,
            action: Permission.viewPerson.description,
            asked: asked,
            body: try ExchangeShelf.text(person),
            at: at,
            deadline: neighbours.deadline(after: at)
        )
        let log = Asking(question: question, requester: requester, rules: rules, details: standing.details)
        let (exchange, begun) = try await begin(log, forces)
        let found = await withTaskGroup(of: Elsewhere.self) { group in
            for force in forces {
                group.addTask { await askPerson(record, of: force, exchange, log, neighbours) }
            }
            return await group.reduce(into: [Elsewhere]()) { $0.append($1) }.sorted {
                $0.answer.force < $1.answer.force
            }
        }
        try? await exchange.close(unsent: [])
        Task {
            await exchange.tell()
            await exchanges.giveBack(question.disclosure)
        }
        let entry = found.map(\.entry).max() ?? begun
        try await grants.look(by: requester.officer, at: [subject], entry: entry, at)
        return Disclosure(
            content: found.lazy.compactMap(\.picture).first,
            entry: max(entry, begun),
            at: at,
            requester: requester,
            answers: (found.map(\.answer) + silent).sorted { $0.force < $1.force },
            withheld: found.flatMap(\.withheld)
        )
    }

    private func personHere(_ record: RecordID, for requester: Requester) async throws -> Disclosure<PersonPicture?> {
        let handle = shelf.handle(of: record)
        let id = try await joins.persons(of: [handle])[handle] ?? PersonID(number: handle.number)
        let found = try await person(id, for: requester)
        return Disclosure(
            content: found.content,
            entry: found.entry,
            at: found.at,
            requester: found.requester,
            answers: found.answers,
            withheld: found.withheld
        )
    }

    /// What one force said of a person.
    private struct Elsewhere: Sendable {
        var answer: ForceAnswer
        var picture: PersonPicture?
        var withheld: [Withheld] = []
        var entry: UInt64 = 0
    }

    private func askPerson(
        _ record: RecordID,
        of force: ForceCode,
        _ exchange: AskingExchange,
        _ log: Asking,
        _ neighbours: Neighbours
    ) async -> Elsewhere {
        let question = log.question
        let down = Elsewhere(answer: ForceAnswer(force: force, state: .down))
        var answer: Answer?
        if force == neighbours.force {
            answer = try? await self.answer(question, by: log.requester)
        } else {
            let until = question.deadline
            answer = await neighbours.peers.ask(question, of: force, attempt: 1, until: until)
            // The same question again, by the other address where there is one.
            if answer?.state == .down {
                answer = await neighbours.peers.ask(question, of: force, attempt: 2, until: until)
            }
        }
        guard let answer else { return down }
        await questions.hear(force, answer.state, at: clock())
        guard answer.state.isReply else { return Elsewhere(answer: ForceAnswer(force: force, state: answer.state)) }
        guard answer.force == force, answer.disclosure == question.disclosure else { return down }
        var picture: PersonPicture?
        var withheld: [Withheld] = []
        if case .answered(let held) = answer.state {
            let owners = roster.predecessors(of: force, on: today)
            guard let read = PersonAnswer.picture(in: answer.body, of: record, owners: owners),
                read.picture.records.count(where: { $0.record.id.kind.isEntity }) == held
            else { return down }
            picture = read.picture
            withheld = read.withheld.map { $0.read(of: force, isOwn: force == neighbours.force) }
        }
        let entry = Shown()
        let taken = await exchange.take(answer, released: picture?.records ?? [], withheld: withheld) {
            await entry.note($0)
        }
        // What cannot be logged is not shown.
        guard taken == .shown else { return down }
        return Elsewhere(
            answer: ForceAnswer(force: force, state: answer.state),
            picture: picture,
            withheld: withheld,
            entry: await entry.number
        )
    }

    /// The entry that an answer was shown by.
    private actor Shown {
        var number: UInt64 = 0
        func note(_ entry: UInt64) { number = entry }
    }

    // MARK: - At the force that is asked

    /// What this force has to say to a question about one person, exactly as if what it may not speak of were not there.
    func personForAnother(
        _ asked: PersonQuestion,
        _ question: Question,
        _ rules: [String],
        _ requester: Requester,
        _ standing: Standing,
        _ neighbours: Neighbours,
        _ details: [String: String]
    ) async throws -> AnsweringExchange.Judged {
        let owned = roster.predecessors(of: neighbours.force, on: today)
        let gate = RecordGate(
            rulebook: rulebook,
            requester: requester,
            action: .viewPerson,
            day: today,
            standing: standing
        )
        var assembler = PictureAssembler(shelf: shelf, joins: joins, gate: gate)
        var picture = PersonPicture(id: PersonID(number: 0), members: [])
        if let id = RecordID(asked.record), id.kind == .person, owned.contains(id.source.force) {
            let handle = shelf.handle(of: id)
            let person = try await joins.persons(of: [handle])[handle] ?? PersonID(number: handle.number)
            let own = (try await assembler.members(of: [person])[person] ?? []).compactMap { Self.own($0, of: owned) }
            let all = try await joins.members(of: [person])[person] ?? []
            let isWhole = own.count == all.count && assembler.lessened.isDisjoint(with: all)
            // Where something was left out, what hangs together without it and has the record that was asked for.
            let parts = isWhole ? [own] : try await parts(of: own)
            picture.members = parts.first { $0.contains { $0.nominal.record.id == id } } ?? []
            let handles = picture.members.map(\.nominal.handle)
            let isOwn = { (record: StoredRecord) in owned.contains(record.record.id.source.force) }
            if !handles.isEmpty {
                picture.involvements = try await assembler.involvements(of: handles)
                    .filter { isOwn($0.event) && isOwn($0.role) }
                picture.vehicles = try await assembler.ties(of: handles, kind: .keeper)
                    .filter { isOwn($0.thing) && isOwn($0.tie) }
            }
        }
        let at = clock()
        var judged = try told(
            picture.records,
            assembler.withheld,
            at: at,
            question,
            rules,
            requester,
            neighbours,
            details
        ) { open in
            PersonAnswer(
                members: picture.members.map { FindAnswer.Member($0, at: at) },
                events: picture.involvements.map {
                    PersonAnswer.Tie(thing: WireRecord($0.event, at: at), tie: WireRecord($0.role, at: at))
                },
                vehicles: picture.vehicles.map {
                    PersonAnswer.Tie(thing: WireRecord($0.thing, at: at), tie: WireRecord($0.tie, at: at))
                },
                withheld: open
            )
        }
        // Owners decide searches; here the asker is told whom to speak to.
        judged.needsOwner = false
        return judged
    }
}

extension Fault.Code {
    /// The force asked has no node that is connected here.
    package static let notConnected = Self("federation.not_connected", status: 404)
}
