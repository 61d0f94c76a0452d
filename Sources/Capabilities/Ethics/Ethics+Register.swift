import CapabilityKit
import Vocabulary

/// One use of data or a tool: one page of the register.
///
/// The register begins with what already runs, so a use may stand in a late stage with gaps; gaps are what ``gaps(on:panel:)``
/// shows, and no gate opens over one.
struct EthicsUse: Hashable, Sendable, Codable {
    /// What is wrong today, in figures, before anybody spoke of a tool.
    struct Problem: Hashable, Sendable, Codable {
        var statement: String
        /// What is counted, and how much of it there was.
        var measure: String
        var baseline: Int
        var measuredOn: CalendarDate
    }

    /// Another way that was looked at.
    struct Alternative: Hashable, Sendable, Codable {
        enum Kind: String, Sendable, Codable, CaseIterable {
            case doNothing, dataAlreadyHeld, withoutTechnology, otherTool
        }

        var kind: Kind
        var whyNot: String
    }

    /// Something asserted with what shows it, and when it was last looked at.
    struct Evidence: Hashable, Sendable, Codable {
        var statement: String
        var document: String
        var lookedAtOn: CalendarDate
    }

    /// What was promised of the use, and what was found.
    struct Benefit: Hashable, Sendable, Codable {
        var measure: String
        var promised: Int
        var promisedOn: CalendarDate
        var measured: Int?

        /// How much is lacking, or `nil` while nobody has measured.
        var gap: Int? { measured.map { promised - $0 } }
    }

    /// A trial of at most twelve weeks.
    struct Pilot: Hashable, Sendable, Codable {
        var from: CalendarDate
        var until: CalendarDate
        /// What ends it early; agreed before it begins.
        var killCriteria: [UseThreshold]
        var agreedOn: CalendarDate

        static let daysMax = 84
    }

    /// The number in the register.
    var number: String
    var force: ForceCode
    var title: String
    /// The room that the use runs in, by its short name.
    var capability = ""
    var supplier: String?
    var stage: EthicsStage
    var problem: Problem?
    var alternatives: [Alternative] = []
    var algoCare: [AlgoCare: String] = [:]
    var impact: [ImpactHead: String] = [:]
    /// The equality duty (Equality Act 2010 s.149) continues: evidence grows old.
    var equality: [Evidence] = []
    var record: TransparencyRecord?
    /// The versions before it, oldest first.
    var earlierRecords: [TransparencyRecord] = []
    var pilot: Pilot?
    var parallel: ParallelRun?
    var benefits: [Benefit] = []
    /// How it is stopped, and by whom.
    var stoppingPlan: String = ""
    var trainingPlan: String = ""

    /// How long evidence for the equality duty lasts.
    static let equalityDaysMax = 365

    /// What is missing for the gate at the end of the stage, in words; empty where it can open.
    ///
    /// O(entries of the panel's record).
    func gaps(on day: CalendarDate, panel: EthicsPanel) -> [String] {
        var gaps = engageGaps
        if stage != .engage { gaps += evolveGaps(on: day, panel: panel) }
        if stage == .embed { gaps += embedGaps }
        return gaps
    }

    /// Takes the use through the gate at the end of its stage.
    ///
    /// - Throws: ``Fault`` `ethics.gate_closed` with everything that is missing.
    mutating func advance(on day: CalendarDate, panel: EthicsPanel) throws {
        let missing = gaps(on: day, panel: panel)
        guard let next = stage.next, missing.isEmpty else {
            throw Fault(
                .ethicsGateClosed,
                "`\(title)` stays in the stage \(stage.title): \(missing.isEmpty ? "there is none after it" : missing.joined(separator: "; "))",
                help: "the question is: \(stage.gateQuestion)"
            )
        }
        stage = next
    }

    /// What is missing for a pilot, in words: everything of the first stage, and what must be known before people are met.
    func pilotApprovalGaps(panel: EthicsPanel) -> [String] {
        var gaps = engageGaps + answerGaps + adviceGaps(panel)
        if let pilot {
            gaps += plannedPilotGaps(pilot)
        } else {
            gaps.append("no pilot")
        }
        if stoppingPlan.isEmpty { gaps.append("no plan for stopping it") }
        return gaps
    }

    /// Whether the panel has refused it: it stays in the register, with the reasons.
    func isRefused(_ panel: EthicsPanel) -> Bool { panel.standing(of: number)?.advice.kind == .reject }

    private var engageGaps: [String] {
        var gaps: [String] = []
        if problem.map({ $0.statement.isEmpty || $0.measure.isEmpty }) ?? true { gaps.append("no measured problem") }
        for (kind, words) in [
            (Alternative.Kind.doNothing, "doing nothing was not considered"),
            (.dataAlreadyHeld, "data already held were not considered"),
        ] where !alternatives.contains(where: { $0.kind == kind && !$0.whyNot.isEmpty }) {
            gaps.append(words)
        }
        for question in [AlgoCare.lawful, .advisory] where algoCare[question, default: ""].isEmpty {
            gaps.append("no answer: \(question.question)")
        }
        return gaps
    }

    private var answerGaps: [String] {
        var gaps: [String] = []
        for question in AlgoCare.allCases where algoCare[question, default: ""].isEmpty {
            if question != .lawful, question != .advisory { gaps.append("no answer: \(question.question)") }
        }
        for head in ImpactHead.allCases where impact[head, default: ""].isEmpty {
            gaps.append("the impact assessment lacks its \(head.rawValue) (DPA 2018 s.64(3))")
        }
        return gaps
    }

    private func evolveGaps(on day: CalendarDate, panel: EthicsPanel) -> [String] {
        var gaps = answerGaps
        let isFresh = equality.contains { evidence in
            !evidence.document.isEmpty && evidence.lookedAtOn <= day
                && (day.dayNumber ?? .max) - (evidence.lookedAtOn.dayNumber ?? 0) <= Self.equalityDaysMax
        }
        if !isFresh { gaps.append("no evidence for the equality duty within a year") }
        gaps += pilotGaps(on: day)
        if let parallel { gaps += parallel.worse } else { gaps.append("no run beside today's way") }
        if stoppingPlan.isEmpty { gaps.append("no plan for stopping it") }
        return gaps + adviceGaps(panel)
    }

    private func adviceGaps(_ panel: EthicsPanel) -> [String] {
        switch panel.standing(of: number)?.advice.kind {
        case nil: ["the panel has not advised"]
        case .proceed, .minorAmendments: []
        case let kind?: ["the panel's advice is to \(kind.words)"]
        }
    }

    private func pilotGaps(on day: CalendarDate) -> [String] {
        guard let pilot else { return ["no pilot"] }
        return plannedPilotGaps(pilot) + (day <= pilot.until ? ["the pilot runs until \(pilot.until)"] : [])
    }

    private func plannedPilotGaps(_ pilot: Pilot) -> [String] {
        var gaps: [String] = []
        if pilot.killCriteria.isEmpty { gaps.append("nothing was agreed that would end the pilot") }
        if pilot.from <= pilot.agreedOn { gaps.append("what would end the pilot was not agreed before it began") }
        let days = (pilot.until.dayNumber ?? .max) - (pilot.from.dayNumber ?? 0) + 1
        if !(1...Pilot.daysMax).contains(days) { gaps.append("the pilot is not of one day to twelve weeks") }
        return gaps
    }

    private var embedGaps: [String] {
        var gaps: [String] = []
        if let record {
            if !record.missing.isEmpty {
                gaps.append("the transparency record lacks \(record.missing.joined(separator: ", "))")
            }
            if !record.unknown.isEmpty {
                gaps.append("edition \(record.edition.rawValue) has no \(record.unknown.joined(separator: ", "))")
            }
        } else {
            gaps.append("no transparency record")
        }
        if trainingPlan.isEmpty { gaps.append("no training plan") }
        if benefits.isEmpty { gaps.append("nothing was promised that could be measured") }
        return gaps
    }
}

/// The tool beside today's way, on the same cases.
struct ParallelRun: Hashable, Sendable, Codable {
    /// One group's outcomes under both.
    struct Side: Hashable, Sendable, Codable {
        var today: OutcomeCounts
        var tool: OutcomeCounts
    }

    /// By group; everybody is in one.
    var groups: [String: Side]
    /// What an error costs, in any unit, agreed before the run.
    var falseAlarmCost: Int
    var missCost: Int
    var agreedOn: CalendarDate
    var from: CalendarDate

    /// Where the tool does worse, in words; going live is refused while there is any.
    var worse: [String] {
        guard !groups.isEmpty else { return ["the run beside today's way has no cases"] }
        var found: [String] = []
        if from <= agreedOn { found.append("what errors cost was not agreed before the run") }
        if falseAlarmCost < 1 || missCost < 1 { found.append("an error costs nothing") }
        var (today, tool) = (0, 0)
        for (name, side) in groups.sorted(by: { $0.key < $1.key }) {
            guard side.today.all == side.tool.all, side.today.actual == side.tool.actual, side.today.all > 0 else {
                found.append("`\(name)` was not the same cases for both")
                continue
            }
            let (before, after) = (cost(side.today), cost(side.tool))
            if after > before {
                found.append("for `\(name)` it does worse than today's way: \(after) against \(before)")
            }
            today += before
            tool += after
        }
        if tool >= today, found.isEmpty { found.append("it does no better than today's way: \(tool) against \(today)") }
        return found
    }

    private func cost(_ counts: OutcomeCounts) -> Int {
        counts.falsePositives * falseAlarmCost + counts.falseNegatives * missCost
    }
}

extension Fault.Code {
    /// A use cannot pass the gate of its stage.
    package static let ethicsGateClosed = Self("ethics.gate_closed", status: 409)
}
