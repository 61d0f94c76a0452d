import CapabilityKit

extension Contact {
    /// What an audit looks for, and how few make a cell that is not shown: data that a force edits.
    package struct AuditFile: Decodable, Sendable {
        package var version: String
        package var source: String
        package var confidence: String
        /// Fewer calls than these make no figure.
        package var cellMin: Int
        /// Calls taken by fewer people than these make no figure of a team: it would be about a person.
        package var peopleMin: Int
        package var shifts: [Shift]
        /// The team of a call taker, by their number.
        package var teams: [String: String]
        package var rules: [Rule]

        /// A shift by the hours of the wall clock.
        package struct Shift: Decodable, Sendable {
            package var title: String
            package var from: Int
            package var to: Int

            func holds(_ hour: Int) -> Bool { from < to ? (from..<to).contains(hour) : hour >= from || hour < to }
        }

        /// One thing that is looked for.
        package struct Rule: Decodable, Sendable {
            package var id: String
            package var title: String
            package var says: String
        }
    }

    /// One call as an audit sees it: from its acts alone, with nobody's number in it.
    package struct Examined: Codable, Hashable, Sendable {
        package var incident: String
        package var force: String
        package var shift: String
        package var team: String
        /// What was known when it was first graded: the signals of the rules, in their order.
        package var facts: [String]
        /// The national grade that was given first.
        package var grade: Int?
        /// Rules that it breaks by itself.
        package var breaks: [String]
        package var openedAt: String
        package var times: Times

        /// Seconds after the call arrived, and what was done for them.
        package struct Times: Codable, Hashable, Sendable {
            package var answer: Double?
            /// Until the first warning that the sources hold stood on the screen; `nil` where none did.
            package var safety: Double?
            package var grade: Double?
            package var send: Double?
            /// How much was asked of the sources: the number, the place, everybody and everything attached.
            package var questions: Int
            /// What a person did until it was sent or closed: lines, grades, answers, attachments.
            package var acts: Int
        }
    }

    /// Examines one call.
    ///
    /// - `questions`: how much was asked of the sources for it.
    package static func examine(
        _ incident: Incident,
        force: String,
        questions: Int,
        by book: Rulebook,
        audit: AuditFile
    ) -> Examined {
        let opened = incident.entries.first?.at ?? Timestamp(milliseconds: 0)
        let first = incident.entries.first { if case .graded = $0.act { true } else { false } }
        // As it was known then: the acts before the grade, folded again.
        let known = Incident(
            kept: first.map { Array(incident.entries.prefix($0.place - 1)) } ?? incident.entries,
            number: incident.number,
            scheme: incident.scheme
        )
        let facts = signals(of: known, by: book.suggestions, scripts: book.scripts).keys.sorted()
        let national: Int? = first.flatMap {
            guard case .graded(let code, _, _, _, let given) = $0.act else { return nil }
            return (given ?? incident.scheme[code: code])?.national.rawValue
        }
        let hour = Int(clock(opened).prefix(2)) ?? 0
        let taker: String? =
            if case .officer(let number, _) = incident.entries.first(where: { $0.act == .answered })?.by {
                number
            } else { nil }
        return Examined(
            incident: incident.number,
            force: force,
            shift: audit.shifts.first { $0.holds(hour) }?.title ?? "other",
            team: taker.flatMap { audit.teams[$0] } ?? "",
            facts: facts,
            grade: national,
            breaks: breaks(incident, questions: questions, by: book),
            openedAt: opened.rfc3339UTC,
            times: times(of: incident, questions: questions)
        )
    }

    private static func times(of incident: Incident, questions: Int) -> Examined.Times {
        let opened = incident.entries.first?.at.milliseconds ?? 0
        func after(_ isIt: (Step) -> Bool) -> Double? {
            incident.entries.first { isIt($0.act) }.map { Double($0.at.milliseconds - opened) / 1000 }
        }
        let end = incident.entries.firstIndex { entry in
            switch entry.act {
            case .sent, .closed: true
            default: false
            }
        }
        return Examined.Times(
            answer: after { $0 == .answered },
            safety: after { if case .warned = $0 { true } else { false } },
            grade: after { if case .graded = $0 { true } else { false } },
            send: after { $0 == .sent },
            questions: questions,
            acts: incident.entries[..<(end ?? incident.entries.count)].count { $0.by != .software }
        )
    }

    // MARK: - What one call breaks by itself

    private static func breaks(_ incident: Incident, questions: Int, by book: Rulebook) -> [String] {
        var found: [String] = []
        let entries = incident.entries
        if lowersBlindly(entries) { found.append("A2") }
        for case .graded(let code, let reason, let suggested?, _, _) in entries.map(\.act) {
            guard let given = incident.scheme[code: code], let asked = incident.scheme[code: suggested],
                given.national > asked.national, !reason.contains(where: { !$0.isWhitespace })
            else { continue }
            found.append("A3")
            break
        }
        let isOver = [.sent, .attended, .closed].contains(incident.state)
        if isOver, questions == 0 { found.append("A4") }
        let signals = signals(of: incident, by: book.suggestions, scripts: book.scripts)
        let script = script(for: incident, signals: signals, by: book.scripts)
        let open = script.map { script in script.questions.count { incident.answers["\(script.id).\($0.id)"] == nil } }
        if isOver, let open, open > 0 { found.append("A5") }
        if isOver, incident.thrive.count < Letter.allCases.count { found.append("A6") }
        if incident.state == .closed, script?.id == "domestic", incident.dashLevel == nil { found.append("A7") }
        if incident.state == .closed, script?.id == "missing", incident.missingLevel == nil { found.append("A8") }
        return found + waits(incident)
    }

    /// Whether a grade was lowered without anything having been assessed since it was given.
    private static func lowersBlindly(_ entries: [Entry]) -> Bool {
        var isAssessed = false
        for entry in entries {
            switch entry.act {
            case .graded: isAssessed = false
            case .assessed, .reassessed: isAssessed = true
            case .loweringAgreed:
                if !isAssessed { return true }
                isAssessed = false
            default: break
            }
        }
        return false
    }

    /// Whether it waited longer than its grade allows without being assessed, and whether help came after the target so.
    private static func waits(_ incident: Incident) -> [String] {
        var found: Set<String> = []
        var grade: Grade?, graded: Int64 = 0, assessed: Int64 = 0
        for entry in incident.entries {
            let now = entry.at.milliseconds
            var isEnd = false
            switch entry.act {
            case .attended, .closed: isEnd = true
            default: break
            }
            if let grade, isEnd || entry.act.isAssessment {
                if now - assessed > Int64(grade.reviewMinutes) * 60_000 { found.insert("A9") }
                let due = graded + Int64(grade.attendMinutes) * 60_000
                if isEnd, now > due, assessed < due { found.insert("A10") }
            }
            if isEnd { break }
            if entry.act.isAssessment { assessed = now }
            switch entry.act {
            case .graded(let code, _, _, _, let given):
                grade = given ?? incident.scheme[code: code]
                graded = now
            case .loweringAgreed:
                graded = now
            default: break
            }
        }
        return found.sorted()
    }
}
