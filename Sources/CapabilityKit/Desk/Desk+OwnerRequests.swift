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
    /// What is released is found afresh by the rules of now, and logged under the asker's disclosure id before the answer
    /// is kept. A restricted record is released by nobody.
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
        guard let request = try await exchange.request(disclosure, of: asker), request.outcome == .waiting else {
            throw Fault(.noSuchRequest, "no such request waits", help: "look at the list of requests")
        }
        let question = request.question
        let theirs = Requester(officer: question.officer, authority: question.authority, asker: question.asker)
        let who = "\(requester.officer.force)/\(requester.officer.number)"
        let answer: Answer
        if release {
            guard let find = try? JSONDecoder().decode(FindQuestion.self, from: Data(question.body.utf8)),
                find.text == question.asked
            else {
                throw Fault(.noSuchRequest, "the question cannot be read any more", help: "decline it")
            }
            let details = ["released by": who, "why": words]
            var released: Answer?
            for _ in 0..<8 where released == nil {
                let generation = try await settled()
                let standing = standing(statedIn: find)
                let found = try await people(for: find, of: neighbours, theirs, standing, releasing: true)
                guard await audit.generation == generation else { continue }
                released = try await logged(found, question, rules, theirs, neighbours, details)
                if await audit.generation != generation { released = nil }
            }
            guard let released else {
                throw Fault(.recallsUnderWay, "records are being recalled just now", help: "decide again in a moment")
            }
            answer = released
        } else {
            let reason = "the owner declined: \(words)"
            answer = try await refused(question, reason, rules: rules, theirs, neighbours, ["declined by": who])
        }
        try await exchange.decide(request, as: release ? .released : .declined, by: who, words: words, answer: answer)
        return try await exchange.request(disclosure, of: asker) ?? request
    }

    /// What this officer asked for and an owner has to release: the questions by their ids, the newest first.
    package func waitingForOwners(for requester: Requester) async throws -> Disclosure<[OwnerWait]> {
        try await disclose(.readOwnerWaits, asked: "what I asked owners for", for: requester) { _ in
            Retrieved(content: try await exchange.waits(of: requester.officer), released: [])
        }
    }

    /// Puts a question again to the forces whose owner had to be asked; what they answer now is added, late.
    package func askOwnersAgain(_ open: OpenQuestion) async {
        guard let neighbours else { return }
        var question = open.question
        question.deadline = neighbours.deadline(after: clock())
        let log = Asking(question: question, requester: open.requester, rules: [], details: [:])
        for force in await open.now.forces.filter({ $0.state?.code == "ask_owner" }).map(\.force) {
            let answer = await neighbours.peers.ask(question, of: force)
            guard answer.state.isReply, answer.state.code != "ask_owner" else { continue }
            await take(answer, from: force, log, open, isLate: true)
        }
        await tellOutcomes()
    }

    /// A question whose answers were forgotten here, as far as owners were to be asked.
    func revived(_ disclosure: String, for requester: Requester) async throws -> OpenQuestion? {
        guard let (question, owners) = try await exchange.asked(disclosure), !owners.isEmpty,
            question.officer == requester.officer, question.authority == requester.authority
        else { return nil }
        let lines = roster.forces(on: today).filter { $0.category == "territorial" }.map { force in
            owners.contains(force.code)
                ? ForceAnswer(force: force.code, state: .askOwner(contact: "asked earlier"))
                : ForceAnswer(force: force.code, state: .notAsked(reason: "what it said is not at hand: search again"))
        }
        let open = OpenQuestion(question, text: question.asked, requester: requester, entry: 0, forces: lines)
        await open.over()
        await questions.add(open)
        return open
    }
}

/// What another force asked this one to release.
package struct OwnerRequest: Hashable, Sendable {
    package var question: Question
    package var outcome: Outcome
    package var decidedBy: String
    package var words: String

    /// How far it is.
    package enum Outcome: String, Hashable, Sendable {
        case waiting, released, declined
    }
}

/// A question of an officer of this force that waits for owners.
package struct OwnerWait: Hashable, Sendable {
    package var disclosure: String
    package var asked: String
    package var at: Timestamp
    package var forces: [ForceCode]
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
