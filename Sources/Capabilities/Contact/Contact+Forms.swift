import CapabilityKit

extension Contact {
    /// What a form or a script sent, read as an act; the same for both doors.
    static func act(_ values: [String: String], of incident: Incident?, counter: Counter) throws -> Step {
        func text(_ name: String) -> String { values[name] ?? "" }
        switch text("act") {
        case "rangoff": return .rangOff
        case "answer": return .answered
        case "write":
            return .wrote(text: text("text"), stage: Int(text("stage")).flatMap(Stage.init(rawValue:)) ?? .information)
        case "correct": return .corrected(line: Int(text("line")) ?? 0, text: text("text"))
        case "place": return .placed(text: text("text"))
        case "attach": return .attached(try attachment(values))
        case "decline": return .declined(text: text("text"))
        case "assess": return try assessed(values, of: incident, counter: counter)
        case "grade": return graded(values, of: incident, counter: counter)
        case "lower": return .loweringAsked(code: text("code"), reason: text("reason"))
        case "agree": return .loweringAgreed(asked: Int(text("asked")), code: text("code"))
        case "refuse": return .loweringRefused(reason: text("reason"), asked: Int(text("asked")))
        case "said":
            guard let script = counter.rulebook.scripts.scripts.first(where: { $0.id == text("script") }),
                script.questions.contains(where: { $0.id == text("question") }),
                let answer = Answer(rawValue: text("answer"))
            else { throw unreadable }
            let question = "\(script.id).\(text("question"))"
            return .said(script: script.id, version: script.version, question: question, answer: answer)
        case "missing":
            let levels = counter.rulebook.scripts.missing.levels.map(\.code)
            guard levels.contains(text("level")) else { throw unreadable }
            return .missingRisk(level: text("level"), by: text("by"), reason: text("reason"))
        case "dash":
            let topics = 1...counter.rulebook.scripts.dash.topics.count
            let yes = text("yes").split(separator: " ").compactMap { Int($0) }
            guard yes.allSatisfy(topics.contains), ["standard", "medium", "high"].contains(text("level")) else {
                throw unreadable
            }
            return .dash(yes: Set(yes).sorted(), level: text("level"))
        case "again": return .reassessed(reason: text("reason"))
        case "send": return .sent
        case "attend": return .attended(unit: text("unit"))
        case "link": return .linked(number: text("number"))
        case "apart": return .toldApart(number: text("number"))
        case "hand": return .handedOver(to: text("to"), note: text("note"))
        case "take": return .takenOver
        case "close": return .closed(result: text("result"))
        case "askclose": return .closingAsked(result: text("result"), reason: text("reason"))
        case "agreeclose": return .closingAgreed(asked: Int(text("asked")) ?? 0)
        case "refuseclose": return .closingRefused(reason: text("reason"), asked: Int(text("asked")) ?? 0)
        case "reopen": return .reopened(reason: text("reason"))
        default: throw unreadable
        }
    }

    /// A call as an adapter hands it over.
    static func call(_ values: [String: String]) throws -> Call {
        func flag(_ name: String) -> Bool? { values[name].map { $0 == "1" || $0 == "true" } }
        func some(_ name: String) -> String? { values[name].flatMap { $0.isEmpty ? nil : $0 } }
        var call = Call(line: some("line") ?? "999", number: some("number"), address: some("address"))
        call.subscriber = some("subscriber")
        call.isSilent = flag("silent")
        call.isWhispering = flag("whispering")
        call.isText = flag("text")
        call.key = some("key")
        if let latitude = some("latitude"), let longitude = some("longitude") {
            guard let latitude = Double(latitude), let longitude = Double(longitude),
                let radius = Double(some("radius") ?? "0")
            else { throw Fault(.callUnreadable, "the position cannot be read", help: "send degrees and metres") }
            call.location = Call.Location(
                latitude: latitude,
                longitude: longitude,
                radiusMetres: radius,
                method: some("method") ?? "network",
                at: some("at")
            )
        }
        return call
    }

    private static func attachment(_ values: [String: String]) throws -> Attachment {
        guard let kind = Recognised.Kind(rawValue: values["kind"] ?? ""), let text = values["text"], !text.isEmpty,
            let key = values["about"], !key.isEmpty, let part = Part(rawValue: values["part"] ?? "named")
        else { throw unreadable }
        // What it stands for is what the words say, or a record of somebody.
        let isSaid = recognise(text).contains { $0.kind == kind && $0.key == key }
        guard isSaid || kind == .name && (key == nameKey(text) || RecordID(key) != nil) else { throw unreadable }
        let name = values["name"].flatMap { $0.isEmpty ? nil : $0 }
        return Attachment(kind: kind, text: text, key: key, part: part, name: name)
    }

    /// An assessment with its evidence: lines named as `@3`, otherwise those that speak for the letter, otherwise the last.
    private static func assessed(_ values: [String: String], of incident: Incident?, counter: Counter) throws -> Step {
        guard let letter = Letter(rawValue: values["letter"] ?? "") else { throw unreadable }
        let text = values["text"] ?? ""
        let lines = incident?.lines ?? []
        let named = text.split(separator: " ").compactMap { word -> Int? in
            guard word.hasPrefix("@"), let number = Int(word.dropFirst()), lines.indices.contains(number - 1) else {
                return nil
            }
            return lines[number - 1].place
        }
        if !named.isEmpty { return .assessed(letter: letter, text: text, evidence: named) }
        let rules = counter.rulebook.suggestions
        let found = incident.map { signals(of: $0, by: rules, scripts: counter.rulebook.scripts) } ?? [:]
        let speaking = Set(rules.signals.filter { $0.letter == letter }.flatMap { found[$0.code] ?? [] })
        let evidence = speaking.isEmpty ? lines.suffix(1).map(\.place) : speaking.sorted()
        return .assessed(letter: letter, text: text, evidence: evidence)
    }

    private static func graded(_ values: [String: String], of incident: Incident?, counter: Counter) -> Step {
        let suggested = incident.flatMap {
            suggestion(for: $0, by: counter.rulebook.suggestions, scripts: counter.rulebook.scripts)
        }
        return .graded(
            code: values["code"] ?? "",
            reason: values["reason"] ?? "",
            suggested: suggested?.grade.code,
            rule: suggested?.rule
        )
    }

    static var unreadable: Fault {
        Fault(.actUnreadable, "what was sent cannot be read", help: "load the page again and do it once more")
    }

    /// Does what was sent: one act, and the questions that follow from it.
    ///
    /// What is returned is durable and logged. That a question could not be put afterwards takes nothing back: it is said
    /// beside what was done, and the screen shows what was not asked.
    static func perform(_ values: [String: String], _ visit: Visit) async throws -> Done {
        let counter = try Counter(visit)
        if values["act"] == "arrive" {
            let number = try await counter.receive(try call(values))
            var done = Done(number: number, place: 1, entry: 0, state: "waiting")
            done.notAsked = await counter.failure {
                let opened = try await counter.open(number).content
                if let incident = opened.incident { try await counter.ask(about: incident, put: opened.questions) }
            }
            return done
        }
        guard let number = values["call"], !number.isEmpty else { throw unreadable }
        let before = try await counter.open(number)
        guard let incident = before.content.incident else { throw Shelf.noSuchIncident(number) }
        if values["act"] == "ask" {
            try await counter.ask(about: incident, put: before.content.questions, again: true)
            return Done(number: number, place: 0, entry: before.entry, state: incident.state.rawValue)
        }
        let act = try act(values, of: incident, counter: counter)
        guard let key = values["key"], (1...80).contains(key.utf8.count) else {
            throw Fault(.keyNeeded, "the act has no name of its own", help: "send a `key` that no other act has")
        }
        let done = try await counter.take(act, key: key, of: number)
        var reply = Done(
            number: number,
            place: done.taken.place,
            entry: done.entry,
            state: done.taken.incident.state.rawValue,
            grade: done.taken.incident.grade
        )
        switch act {
        case .answered, .placed, .attached:
            reply.notAsked = await counter.failure {
                try await counter.ask(about: done.taken.incident, put: before.content.questions)
            }
        default: break
        }
        return reply
    }

    /// What became of what was sent.
    struct Done: Encodable, Sendable {
        var number: String
        /// The place of the act among the incident's.
        var place: Int
        var entry: UInt64
        var state: String
        var grade: String?
        /// Why the questions that follow could not be put; the act itself is kept.
        var notAsked: String?
    }

    /// Takes the forms of the page.
    @Sendable static func actForm(_ visit: Visit) async throws -> FormOutcome {
        let done = try await perform(visit.form, visit)
        return FormOutcome(next: Address(name).with("call", done.number))
    }

    /// Answers `/api/v1/contact`: the open incidents, or one act where a page's script sends one with its token.
    @Sendable static func reply(_ visit: Visit) async throws -> Reply {
        guard visit.query["act"] != nil else {
            let shown = try await Counter(visit).look(at: nil)
            return Reply(entry: shown.entry, incidents: shown.content.board.map(Reply.Line.init))
        }
        // What is in an address is kept by histories and followed by whatever reads ahead: it does nothing.
        guard !visit.form.isEmpty else {
            throw Fault(.notByAddress, "nothing is done by an address", help: "send the act as a form, with POST")
        }
        guard !visit.formToken.isEmpty, visit.query["token"] == visit.formToken else {
            throw Fault(.formOutOfDate, "this page is out of date", help: "load it again; what you typed is kept")
        }
        let done = try await perform(visit.query, visit)
        return Reply(entry: done.entry, incidents: [], done: done)
    }

    /// The answer of `/api/v1/contact`.
    struct Reply: Encodable, Sendable {
        var entry: UInt64
        var incidents: [Line]
        var done: Done?

        struct Line: Encodable, Sendable {
            var number: String
            var opened: String
            var state: String
            var grade: String
            var title: String
            var place: String

            init(_ line: BoardLine) {
                number = line.number
                opened = line.openedAt.rfc3339
                state = line.state.rawValue
                grade = line.grade
                title = line.title
                place = line.place
            }
        }
    }
}

extension Fault.Code {
    /// A form of the call screen holds nothing that can be done.
    static let actUnreadable = Self("contact.act_unreadable", status: 400)
    /// An act came without the sender's own name of it.
    static let keyNeeded = Self("contact.key_needed", status: 400)
    /// An act was to be done by asking for an address.
    static let notByAddress = Self("contact.not_by_address", status: 405)
}
