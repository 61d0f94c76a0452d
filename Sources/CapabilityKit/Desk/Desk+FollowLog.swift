import Federation
import Foundation
import Ledger
import Policy
import Vocabulary

extension Desk {
    /// A crash may have parted an entry from its record: the entry counts.
    func followLog(_ neighbours: Neighbours) async throws {
        let start = try await exchange.position()
        let reader = await ledger.reader
        var entries: [(index: UInt64, said: SettlingEntry, state: String, at: Timestamp, question: Question?)] = []
        var decisions: [LoggedDecision] = []
        var recalls: [(owner: ForceCode, theirs: UInt64, entry: UInt64)] = []
        var released: [(disclosure: String, force: ForceCode)] = []
        var next = start
        try await reader.forEach(from: start) { entry in
            next = entry.index + 1
            guard case .kept(let body) = entry.body else { return true }
            let read = Data(body)
            if let decided = try? JSONDecoder().decode(LoggedDecision.self, from: read) { decisions.append(decided) }
            if let told = try? JSONDecoder().decode(LoggedRecall.self, from: read), let recall = told.recall {
                recalls.append((recall.owner, recall.entry, entry.index))
            }
            if let logged = try? JSONDecoder().decode(LoggedExchange.self, from: read) {
                let state = logged.details?["continues"] == nil ? logged.details?["state"] : nil
                let question = try logged.question(at: entry.at, limit: neighbours.rules.peopleMax)
                entries.append((entry.index, logged.exchange, state ?? "", entry.at, question))
                if let earlier = logged.details?["continues"], logged.details?["state"] != "ask_owner" {
                    if logged.exchange.step == .outcome, logged.exchange.outcome == .shown {
                        released += logged.exchange.forces.map { (earlier, $0) }
                    }
                }
            }
            return true
        }
        var answering: [AnsweringRecord.Key: AnsweringRecord] = [:]
        var asking: [String: AskingRecord] = [:]
        var begun: [String: (at: Timestamp, question: Question?)] = [:]
        var states: [String: [ForceCode: String]] = [:]
        for (index, said, state, at, question) in entries {
            switch said.step {
            case .asked, .outcome:
                if asking[said.disclosure] == nil {
                    asking[said.disclosure] = try await exchange.asking(said.disclosure, by: neighbours.force)?.record
                }
                AskingRecord.follow(said, at: index, into: &asking)
                if said.step == .asked { begun[said.disclosure] = (at, question) }
                for force in said.forces where !state.isEmpty { states[said.disclosure, default: [:]][force] = state }
            case .answered, .settled:
                let key = AnsweringRecord.Key(asker: said.asker, disclosure: said.disclosure)
                if answering[key] == nil { answering[key] = try await exchange.answering(key) }
                AnsweringRecord.follow(said, at: index, into: &answering)
            case .recalled, .recallKnown, .contradiction: break
            }
        }
        for decided in decisions where decided.action == Permission.decideRequest.description {
            try await exchange.decide(
                decided.disclosure,
                of: decided.details.asker,
                as: decided.details.outcome,
                by: "\(decided.force)/\(decided.officer)",
                words: decided.details.why,
                releases: decided.details.releases
            )
        }
        try await exchange.unclaimAll()
        for record in asking.values {
            let asked = begun[record.disclosure]
            try await exchange.keep(record, question: asked?.question, at: asked?.at ?? clock())
            try await exchange.keep(record.asked, of: record.disclosure, states: states[record.disclosure] ?? [:])
        }
        for (disclosure, force) in released { try await exchange.ownerAnswered(disclosure, force) }
        for recall in recalls { try await exchange.keep(recall.theirs, of: recall.owner, as: recall.entry) }
        for record in answering.values { try await exchange.keep(record, at: clock()) }
        try await exchange.advance(to: next)
    }
}

/// What an entry of an exchange says, read back from the log.
private struct LoggedExchange: Decodable {
    var exchange: SettlingEntry
    var details: [String: String]?
    var action: String?
    var asked: String?
    var officer: String?
    var force: ForceCode?
    var purpose: String?
    var reference: String?
    var power: String?
    var onBehalfOf: String?

    /// The search that the entry says was put, as far as it says it: enough to ask its owners again; `nil` of anything else.
    func question(at moment: Timestamp, limit: Int) throws -> Question? {
        guard exchange.step == .asked, action == Permission.find.description, details?["continues"] == nil, let asked,
            let officer, let force, let purpose, let reference
        else { return nil }
        var authority = Authority(purpose: purpose, reference: reference)
        (authority.power, authority.onBehalfOf) = (power, onBehalfOf)
        return Question(
            disclosure: exchange.disclosure,
            asker: exchange.asker,
            officer: Officer(number: officer, name: officer, force: force, roles: []),
            authority: authority,
            action: Permission.find.description,
            asked: asked,
            body: try ExchangeShelf.text(FindQuestion(text: asked, limit: limit)),
            at: moment,
            deadline: moment
        )
    }
}

/// What an entry of an owner's decision says, read back from the log.
private struct LoggedDecision: Decodable {
    struct Details: Decodable {
        var asker: String
        var outcome: String
        var why: String
        var releases: String
    }

    var action: String
    var disclosure: String
    var force: ForceCode
    var officer: String
    var details: Details
}

/// What an entry says that records another force's recall, read back from the log.
private struct LoggedRecall: Decodable {
    struct Details: Decodable {
        var owner: ForceCode
        var theirs: String

        private enum CodingKeys: String, CodingKey {
            case owner
            case theirs = "their entry"
        }
    }

    var action: String
    var details: Details
    var refusal: String?

    /// Whose recall it is, and its entry in their log; `nil` where the entry is another's.
    var recall: (owner: ForceCode, entry: UInt64)? {
        let actions = [Permission.markRecord.description, Permission.liftRecall.description]
        guard refusal == nil, actions.contains(action), let entry = UInt64(details.theirs) else { return nil }
        return (details.owner, entry)
    }
}
