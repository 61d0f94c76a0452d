import Federation
import Foundation
import Ledger
import Policy
import Vocabulary

extension Desk {
    /// What other forces have asked this one to release, what waits first.
    package func ownerRequests(for requester: Requester) async throws -> Disclosure<[OwnerRequest]> {
        try await disclose(.readRequests, asked: "requests to this force as the owner", for: requester) { _ in
            Retrieved(content: try await exchange.requests(), released: [])
        }
    }

    /// Releases what another force asked for, or declines; the asker gets the answer when it asks again.
    ///
    /// What may be released is found afresh by the rules of now, and named in the entry under the asker's disclosure id; it
    /// is disclosed, and logged so, when the asker collects it. A restricted record is released by nobody. Of two people who
    /// decide at once one does, and the other is told that nothing waits.
    ///
    /// - `words`: why; for a refusal the asker reads them.
    ///
    /// - Throws: ``Fault`` `federation.no_such_request` when nothing of the kind waits, `federation.reason_needed`.
    package func decide(
        _ disclosure: String,
        of asker: ForceCode,
        release: Bool,
        words: String,
        for requester: Requester
    ) async throws -> OwnerRequest {
        guard let neighbours else { throw Self.noNeighbours }
        let asked = "\(release ? "release" : "decline") what force \(asker) asked under \(disclosure)"
        let rules = try await permit(.decideRequest, asked: asked, for: requester)
        guard words.contains(where: { !$0.isWhitespace }), words.utf8.count <= 500 else {
            throw Fault(
                .reasonNeededToDecide,
                "no reason is given, or one of over 500 bytes",
                help: "say in a few words why"
            )
        }
        let none = Fault(.noSuchRequest, "no such request waits", help: "look at the list of requests")
        guard var request = try await exchange.request(disclosure, of: asker), request.outcome == .waiting,
            try await exchange.claim(request)
        else { throw none }
        let row = "request \(asker) \(disclosure)", entry: LedgerEntryBody, floor = await ledger.size
        await exchanges.expect(row, after: floor)
        do {
            if release { request.releases = try await releasable(request.question, neighbours) }
            request.outcome = release ? .released : .declined
            let words = words.boundedWords(bytesMax: 500)
            (request.decidedBy, request.words) = ("\(requester.officer.force)/\(requester.officer.number)", words)
            entry = LedgerEntryBody(
                operation: .alteration,
                disclosure: disclosure,
                at: clock(),
                requester: requester,
                action: Permission.decideRequest.description,
                asked: asked,
                rules: rules,
                rulesVersion: rulebook.version,
                details: [
                    "asker": asker.description, "outcome": request.outcome.rawValue, "why": words,
                    "releases": request.releases.joined(separator: " "),
                ]
            )
            _ = try await ledger.append(kind: .alteration, body: entry.encoded())
        } catch {
            // Nothing is decided: somebody decides again.
            await exchanges.forget(row)
            try? await exchange.unclaim(request)
            throw error
        }
        // It is decided, once, whether or not its row can be written now.
        await exchanges.write(row, after: floor) { [exchange, request] in try await exchange.decide(request) }
        return request
    }

    /// The names of the records that the owner's release would disclose now.
    private func releasable(_ question: Question, _ neighbours: Neighbours) async throws -> [String] {
        guard let find = try? JSONDecoder().decode(FindQuestion.self, from: Data(question.body.utf8)),
            find.text == question.asked
        else { throw Fault(.noSuchRequest, "the question cannot be read any more", help: "decline it") }
        let theirs = Requester(officer: question.officer, authority: question.authority, asker: question.asker)
        let standing = standing(stated: find.opened, by: question.asker)
        let found = try await people(for: find, of: neighbours, theirs, standing, releasing: true)
        return found.released.map { "\($0.record.id)" }
    }

    /// What the owner's people have decided of an earlier question, for whoever asked it.
    ///
    /// Of what was released only what was named then is disclosed, as it stands now.
    func collected(
        _ earlier: String,
        _ find: FindQuestion,
        _ question: Question,
        _ rules: [String],
        _ requester: Requester,
        _ standing: Standing,
        _ neighbours: Neighbours,
        _ details: [String: String]
    ) async throws -> AnsweringExchange.Judged {
        guard let request = try await exchange.request(earlier, of: question.asker),
            request.question.officer.isSame(as: question.officer), request.question.authority == question.authority,
            request.question.asked == question.asked
        else {
            let reason = "no question of this officer waits here under that id"
            return refused(question, reason, rules: rules, requester, neighbours, details)
        }
        let details = details.merging(["continues": earlier]) { own, _ in own }
        switch request.outcome {
        case .waiting, .deciding:
            var asked = refused(question, "its owner must be asked", rules: rules, requester, neighbours, details)
            asked.answer.state = .askOwner(contact: neighbours.rules.contact)
            return asked
        case .declined:
            let more = details.merging(["declined by": request.decidedBy]) { own, _ in own }
            let reason = "the owner declined: \(request.words)"
            return refused(question, reason, rules: rules, requester, neighbours, more)
        case .released:
            let more = details.merging(["released by": request.decidedBy, "why": request.words]) { own, _ in own }
            // The owner decided on what the first question would show: asking again opens no further category.
            let first = try? JSONDecoder().decode(FindQuestion.self, from: Data(request.question.body.utf8))
            var opened = find.opened
            opened.sensitive?.removeAll { first?.sensitive?.contains($0) != true }
            let leave = requester.asker == nil ? standing : self.standing(stated: opened, by: question.asker)
            var found = try await people(for: find, of: neighbours, requester, leave, releasing: true)
            found.keep(only: Set(request.releases))
            return try told(found, question, rules, requester, neighbours, more)
        }
    }

    /// What this officer asked for and an owner has to release: the questions by their ids, the newest first.
    package func waitingForOwners(for requester: Requester) async throws -> Disclosure<[OwnerWait]> {
        try await disclose(.readOwnerWaits, asked: "what I asked owners for", for: requester) { _ in
            Retrieved(content: try await exchange.waits(of: requester.officer), released: [])
        }
    }

    /// Asks the forces whose owner had to be asked what was decided there; what they answer now is added, late.
    ///
    /// It is a question of its own, logged and settled as such at both ends, that names the earlier one; whether it may
    /// be put is decided by the rules of now, for whoever opens it. Opened twice at once, it is put once.
    ///
    /// - Throws: ``Fault`` `policy.not_permitted` after logging the refusal.
    package func askOwnersAgain(_ open: OpenQuestion, for requester: Requester) async throws {
        try await askingOwners.take("owners of \(open.disclosure)") {
            try await putAgain(open, for: requester)
        }
    }

    private func putAgain(_ open: OpenQuestion, for requester: Requester) async throws {
        let forces = await open.now.forces.filter { $0.state?.code == "ask_owner" }.map(\.force)
        guard let neighbours, !forces.isEmpty,
            var find = try? JSONDecoder().decode(FindQuestion.self, from: Data(open.question.body.utf8))
        else { return }
        let standing = try await standing(of: requester)
        let rules = try await permit(.find, asked: open.question.asked, for: requester, standing)
        find.continues = open.disclosure
        find.opened = opened(for: requester, standing)
        var question = open.question
        (question.officer, question.authority) = (requester.officer, requester.authority)
        (question.disclosure, question.body, question.at) = (newDisclosureID(), try ExchangeShelf.text(find), clock())
        question.deadline = neighbours.deadline(after: question.at)
        let details = standing.details.merging(["continues": open.disclosure]) { _, own in own }
        let log = Asking(question: question, requester: requester, rules: rules, details: details)
        let (exchange, entry) = try await begin(log, forces)
        await withDiscardingTaskGroup { [question] group in
            for force in forces {
                group.addTask {
                    let answer = await neighbours.peers.ask(question, of: force)
                    guard answer.state.isReply, await take(answer, from: force, exchange, question, open, isLate: true),
                        answer.state.code != "ask_owner"
                    else { return }
                    // Whoever was not shown it asks again; whoever was is not asked for it twice.
                    await exchanges.write("owner \(force) \(open.disclosure)", after: entry) {
                        [exchange = self.exchange] in
                        try await exchange.ownerAnswered(open.disclosure, force)
                    }
                }
            }
        }
        try? await exchange.close(unsent: [])
        await exchange.tell()
        await exchanges.giveBack(question.disclosure)
    }

    /// A question whose answers were forgotten here, as far as owners were to be asked.
    func revived(_ disclosure: String, for requester: Requester) async throws -> OpenQuestion? {
        guard let (question, owners) = try await exchange.asked(disclosure), !owners.isEmpty,
            question.officer.isSame(as: requester.officer), question.authority == requester.authority
        else { return nil }
        let lines = Set(namedForces).union(owners).sorted().map { force in
            let earlier = AnswerState.notAsked(reason: "what it said is not at hand: search again")
            let state = owners.contains(force) ? .askOwner(contact: "asked earlier") : reasonNotAsked(force) ?? earlier
            return ForceAnswer(force: force, state: state)
        }
        let open = OpenQuestion(question, text: question.asked, requester: requester, entry: 0, forces: lines)
        await open.over()
        // Opened twice at once, it is one question.
        return await questions.admit(open)
    }
}

/// What another force asked this one to release.
package struct OwnerRequest: Hashable, Sendable {
    package var question: Question
    package var outcome: Outcome
    package var decidedBy: String
    package var words: String
    /// The records that were released, by their names.
    package var releases: [String] = []

    /// How far it is.
    package enum Outcome: String, Hashable, Sendable {
        case waiting, released, declined
        /// A person is deciding at this moment.
        case deciding
    }
}

/// A question of an officer of this force that waits for owners.
package struct OwnerWait: Hashable, Sendable {
    package var disclosure: String
    package var asked: String
    package var at: Timestamp
    package var forces: [ForceCode]
}

extension Officer {
    /// Whether it is the same person, whatever has changed of their roles and training since.
    func isSame(as other: Officer) -> Bool { number == other.number && force == other.force }
}

extension Permission {
    /// See what other forces ask this one to release.
    package static let readRequests = Permission("nation.requests", "See what other forces ask this one to release")
    /// Release or decline what another force asked for.
    package static let decideRequest = Permission("nation.decide", "Release or decline what another force asked for")
    /// See which of one's own questions wait for an owner.
    package static let readOwnerWaits = Permission("nation.waits", "See which of one's own questions wait for an owner")
}

extension Fault.Code {
    /// No request of this id waits for a decision.
    package static let noSuchRequest = Self("federation.no_such_request", status: 404)
    /// A decision without a reason.
    package static let reasonNeededToDecide = Self("federation.reason_needed", status: 422)
}
