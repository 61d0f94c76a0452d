import CapabilityKit

extension Anpr {
    /// What was handed on from an answer, to be acted on by others.
    struct Product: Codable, Hashable, Sendable {
        /// Its number, and that of the question it rests on.
        var id: Int64 = 0
        var question: Int64
        var officer: String
        var area: String
        /// The grading of the product itself: software gives none.
        var grading: String
        /// What its author makes of it.
        var assessment: String
        var item: String
        var itemGrading: String
        var lines: [Selected]
        /// What else would explain it, and how usual it is, as the answer said.
        var explains: [String]
        var baseRate: String
        var outcome: Outcome?
    }

    /// What a product led to.
    enum Outcome: String, Codable, CaseIterable, Sendable {
        case found = "stop, find"
        case nothing = "stop, no find"
        case notStopped = "not stopped"
        case safeguarding
    }

    /// What products of one area led to.
    struct AreaOutcome: Hashable, Sendable {
        var area: String
        var counts: [Outcome: Int] = [:]
        /// Products of which nothing was told yet.
        var untold = 0

        /// Stops without a find among all stops; `nil` where there was none.
        var noFindRate: Double? {
            let stops = (counts[.found] ?? 0) + (counts[.nothing] ?? 0)
            return stops == 0 ? nil : Double(counts[.nothing] ?? 0) / Double(stops)
        }
    }

    /// A vehicle that cameras are to tell of.
    struct Watch: Codable, Hashable, Sendable {
        var id: Int64 = 0
        var plate: String
        /// The officer who answers for it.
        var owner: String
        var reason: String
        var instruction: Instruction
        var item: String
        var grading: String
        var expiresAt: Int64
    }

    /// What is to be done about a vehicle of interest, after its plate was checked by eye.
    enum Instruction: String, Codable, CaseIterable, Sendable {
        case report = "observe and report"
        case stop = "stop if safe"
        case safeguard = "safeguard: do not arrest, call the child protection desk"
    }

    /// A read of a vehicle of interest.
    struct Hit: Hashable, Sendable {
        var id: Int64
        var watch: Watch
        var pass: Pass
        /// `yes` or `no` once a person has looked at the plate; empty before.
        var verdict: String
    }
}

extension Anpr.Product {
    /// The product as a 3x5x2 report in words, to be handed on.
    func report(entry: UInt64) -> String {
        var text = [
            "INTELLIGENCE REPORT (3x5x2)", "Product \(id), from question \(question), log entry \(entry)",
            "Author: \(officer)", "Grading of this report: \(grading)", "Rests on: \(item), graded \(itemGrading)",
            "Area: \(area)", "", "Assessment", assessment, "", "What was read",
        ]
        for selected in lines {
            let expected = selected.line.expected.map { " Chance alone would give \(Phrase.figure($0))." } ?? ""
            text.append("- \(selected.line.plate): \(selected.line.words).\(expected) \(selected.note)")
            guard selected.isExploited else { continue }
            text.append(
                "  SAFEGUARDING FIRST, referral \(selected.referral): somebody under 18 or vulnerable, \(selected.roles.joined(separator: " and ")). Refer to the NRM (first responder; a child’s consent is not needed), weigh Modern Slavery Act 2015 s.45. No arrest before the referral is acted on."
            )
        }
        text += ["", "How usual it is", baseRate, "", "What else would explain it"]
        text += explains.map { "- \($0)" }
        text += [
            "", "Before anything is done: look at the picture of each plate. The keeper need not be the driver.",
            "Tell what it led to: \(Anpr.Outcome.allCases.map(\.rawValue).joined(separator: "; ")).", "",
        ]
        return text.joined(separator: "\n")
    }
}

extension Anpr.Product {
    /// A product of what was selected of a question.
    ///
    /// - Throws: ``Fault`` `anpr.selection` where nothing is selected, or author's words or grading are missing.
    init(_ values: [String: String], of kept: Anpr.Kept, by officer: String, limits: Anpr.Limits) throws {
        let assessment = values["assessment"] ?? ""
        guard !kept.selected.isEmpty else {
            throw Fault(.selectionUnreadable, "nothing is selected", help: "select what the product rests on first")
        }
        guard (10...4000).contains(assessment.utf8.count), let own = Grading(values["grading"] ?? "") else {
            throw Fault(
                .selectionUnreadable,
                "the assessment or the grading of the product is missing",
                help: "write what you make of it, and grade the product itself, as 2 C P"
            )
        }
        self.init(
            question: kept.id,
            officer: officer,
            area: values["area"].flatMap { $0.isEmpty ? nil : $0 } ?? kept.question.areas.first ?? "not stated",
            grading: own.description,
            assessment: assessment,
            item: kept.question.item,
            itemGrading: kept.question.grading,
            lines: kept.selected,
            explains: try limits.of(kept.question.kind).explains,
            baseRate: kept.answer?.baseRate ?? "The answer is destroyed; see the lines."
        )
    }
}

extension Anpr.Watch {
    /// A vehicle of interest of its values.
    ///
    /// - Throws: ``Fault`` `anpr.watch` with what is missing.
    init(_ values: [String: String], owner: String, now: Timestamp, limits: Anpr.Limits) throws {
        func wrong(_ message: String, _ help: String) -> Fault { Fault(.watchUnreadable, message, help: help) }
        guard let mark = RegistrationMark(values["plate"] ?? "") else {
            throw wrong("`\(values["plate"] ?? "")` is no plate", "give the whole plate")
        }
        guard let grade = Grading(values["grading"] ?? ""), let item = values["item"], !item.isEmpty else {
            throw wrong("there is no graded item", "give the item of intelligence and its grading, as 2 B P")
        }
        guard let reason = values["reason"], (10...400).contains(reason.utf8.count) else {
            throw wrong("the reason is missing", "say in a sentence why cameras are to tell of it")
        }
        guard let instruction = Anpr.Instruction(rawValue: values["instruction"] ?? "") else {
            throw wrong("the instruction is missing", "choose what is to be done")
        }
        guard let last = CalendarDate(parsing: values["expires"] ?? "")?.dayNumber,
            (0...limits.watchDays).contains(last - (now.utcDate.dayNumber ?? 0))
        else {
            throw wrong("the last day is missing or too far", "give a day within \(limits.watchDays) days")
        }
        self.init(
            plate: mark.description,
            owner: owner,
            reason: reason,
            instruction: instruction,
            item: item,
            grading: grade.description,
            expiresAt: Int64(last + 1) * 86_400_000
        )
    }
}

extension Fault.Code {
    /// A vehicle of interest lacks something.
    package static let watchUnreadable = Self("anpr.watch", status: 422)
}
