import CapabilityKit
import Ledger
import Vocabulary

/// A decision from its proposal to its review.
///
/// Pure: the day comes with each event, and what is not a legal transition is refused. See ``Event``.
struct GovernanceDecision: Hashable, Sendable, Codable {
    /// What happens when the time box ends without a count; never that the proposal passes.
    enum Default: String, Sendable, Codable {
        /// The rule in force stays.
        case oldRuleStays
        /// It goes to the Inspectorate for a determination.
        case referred
    }

    enum Stage: String, Sendable, Codable, CaseIterable {
        case proposed, consulting, voting, carried, binding, referred
        case notCarried, lapsed, withdrawn, setAside, ended

        /// Whether nothing more can happen.
        var isFinal: Bool {
            switch self {
            case .notCarried, .lapsed, .withdrawn, .setAside, .ended: true
            case .proposed, .consulting, .voting, .carried, .binding, .referred: false
            }
        }
    }

    /// The number in the register: `2027-014`.
    var number: String
    var title: String
    /// The proposal's text; what is voted on is its hash.
    var proposal: String
    var rule: GovernanceRule
    var level: GovernanceLevel
    var subsidiarity: Subsidiarity
    var byDefault: Default
    var proposedOn: CalendarDate
    /// The last day on which it can still be counted.
    var timeBoxEnds: CalendarDate
    /// The lengths it runs by: those in force when it was proposed.
    let procedure: GovernanceProcedure

    private(set) var stage: Stage = .proposed
    private(set) var changedOn: CalendarDate
    private(set) var consultationEnds: CalendarDate?
    /// The opening that is voted on, by its hash.
    private(set) var opening: String?
    /// The day of the close, in UTC; populations and forces are those of this day.
    private(set) var closesOn: CalendarDate?
    /// The first day on which it binds.
    private(set) var bindsFrom: CalendarDate?
    private(set) var reviewOn: CalendarDate?
    /// What was referred, by whom, and where it stood.
    private(set) var referral: Referral?

    /// A referral to the Inspectorate for a determination.
    struct Referral: Hashable, Sendable, Codable {
        enum Ground: String, Sendable, Codable {
            case level, authority, procedure, timeBox
        }

        /// `nil` where the time box referred it.
        var force: ForceCode?
        var ground: Ground
        var reasons: String
        var from: Stage
    }

    /// Everything that can happen to a decision.
    enum Event: Hashable, Sendable {
        /// Consultation begins; it lasts the days of the procedure.
        case consult
        /// The text changed: consultation begins again, with the new text.
        case amend(proposal: String)
        /// The vote opens; `published` names what the class needs first (`plan`, `opinion`).
        case openVote(GovernanceOpening, published: Set<String>)
        /// The log has closed the vote and it was counted.
        case count(GovernanceCount)
        case takeEffect
        case refer(by: ForceCode, Referral.Ground, reasons: String)
        /// The Inspectorate's determination: upheld goes on where it stood.
        case determine(isUpheld: Bool)
        case withdraw
        /// The time box has ended; of a vote the count shows that the log has not closed it.
        case runOut(GovernanceCount?)
        /// The review: kept for another term, or ended.
        case review(isKept: Bool)
    }

    /// A proposal, with its level tested and its end stated.
    ///
    /// - Throws: ``Fault`` `governance.never_voted`, `governance.class_unknown`, `governance.subsidiarity`,
    ///   `governance.illegal` for a matter that is not national or a time box that is too long or too short.
    init(
        number: String,
        title: String,
        proposal: String,
        class code: String,
        subsidiarity: Subsidiarity,
        byDefault: Default,
        on day: CalendarDate,
        timeBoxDays: Int,
        table: GovernanceClasses
    ) throws {
        rule = try table.rule(code)
        level = try subsidiarity.level(table.subsidiarity)
        procedure = table.procedure
        guard GovernanceOpening.isDecision(number), !title.isEmpty, !proposal.isEmpty else {
            throw Self.illegal("it has no number, title or text")
        }
        guard level == .national else {
            throw Self.illegal("by its own test it is decided at the \(level.rawValue) level, not by all forces")
        }
        guard (procedure.consultationDays + 1...procedure.timeBoxDaysMax).contains(timeBoxDays) else {
            throw Self.illegal(
                "the time box is \(procedure.consultationDays + 1) to \(procedure.timeBoxDaysMax) days, not \(timeBoxDays)"
            )
        }
        self.number = number
        self.title = title
        self.proposal = proposal
        self.subsidiarity = subsidiarity
        self.byDefault = byDefault
        proposedOn = day
        changedOn = day
        timeBoxEnds = try day.adding(days: timeBoxDays)
    }

    /// Days since it was proposed.
    func age(on day: CalendarDate) -> Int { max(0, (day.dayNumber ?? 0) - (proposedOn.dayNumber ?? 0)) }

    /// Whether a binding decision is past its review: it is on everybody's list until it is kept or ended.
    func isReviewDue(on day: CalendarDate) -> Bool { stage == .binding && reviewOn.map { $0 <= day } ?? false }

    /// Applies what happened on a day; a decision that refuses it is unchanged.
    ///
    /// - Throws: ``Fault`` `governance.illegal`, with why.
    mutating func apply(_ event: Event, on day: CalendarDate) throws {
        guard !stage.isFinal else { throw Self.illegal("it is \(stage.rawValue), and nothing more happens to it") }
        guard changedOn <= day else { throw Self.illegal("\(day) lies before \(changedOn), when it was last changed") }
        var next = self
        try next.take(event, on: day)
        next.changedOn = day
        self = next
    }

    private mutating func take(_ event: Event, on day: CalendarDate) throws {
        switch (event, stage) {
        case (.consult, .proposed):
            try inTime(day)
            try consult(on: day)
        case (.amend(let text), .proposed), (.amend(let text), .consulting):
            try inTime(day)
            guard !text.isEmpty else { throw Self.illegal("the new text is empty") }
            proposal = text
            if stage == .consulting { try consult(on: day) }
        case (.openVote(let opening, let published), .consulting):
            try open(opening, published, on: day)
        case (.count(let count), .voting):
            try take(count)
        case (.takeEffect, .carried):
            guard let bindsFrom, bindsFrom <= day else {
                throw Self.illegal("it binds \(procedure.bindsAfterDays) days after it was carried, not before")
            }
            stage = .binding
            reviewOn = try day.adding(months: procedure.reviewAfterMonths)
        case (.refer(let force, let ground, let reasons), .consulting),
            (.refer(let force, let ground, let reasons), .carried),
            (.refer(let force, let ground, let reasons), .binding):
            guard !reasons.isEmpty, ground != .timeBox else { throw Self.illegal("a referral states its reasons") }
            referral = Referral(force: force, ground: ground, reasons: reasons, from: stage)
            stage = .referred
        case (.determine(let isUpheld), .referred):
            try determine(isUpheld, on: day)
        case (.withdraw, .proposed), (.withdraw, .consulting):
            stage = .withdrawn
        case (.runOut(let count), .proposed), (.runOut(let count), .consulting), (.runOut(let count), .voting):
            guard timeBoxEnds < day else { throw Self.illegal("its time box ends on \(timeBoxEnds)") }
            guard stage != .voting || count?.opening == opening && count?.state == .open else {
                throw Self.illegal("a vote runs out only where a count shows that it was not closed")
            }
            if byDefault == .referred {
                referral = Referral(force: nil, ground: .timeBox, reasons: "not counted in time", from: stage)
                stage = .referred
            } else {
                stage = .lapsed
            }
        case (.review(let isKept), .binding):
            guard isReviewDue(on: day) else {
                throw Self.illegal("its review is due on \(reviewOn?.description ?? "no day")")
            }
            if isKept { reviewOn = try day.adding(months: procedure.reviewAfterMonths) } else { stage = .ended }
        default:
            throw Self.illegal("a decision that is \(stage.rawValue) cannot take this step")
        }
    }

    private func inTime(_ day: CalendarDate) throws {
        guard day <= timeBoxEnds else { throw Self.illegal("its time box ended on \(timeBoxEnds)") }
    }

    private mutating func consult(on day: CalendarDate) throws {
        stage = .consulting
        consultationEnds = try day.adding(days: procedure.consultationDays)
    }

    private mutating func open(_ opening: GovernanceOpening, _ published: Set<String>, on day: CalendarDate) throws {
        guard let consultationEnds, consultationEnds <= day else {
            throw Self.illegal("\(procedure.consultationDays) days of consultation have not passed")
        }
        let missing = Set(rule.needs ?? []).subtracting(published).sorted()
        guard missing.isEmpty else {
            throw Self.illegal("class \(rule.code) needs first: \(missing.joined(separator: ", "))")
        }
        guard day <= opening.closes.utcDate, opening.closes.utcDate <= timeBoxEnds else {
            throw Self.illegal("the vote must close between today and the end of its time box, \(timeBoxEnds)")
        }
        guard opening.decision == number, opening.proposal == Digest.sha256(proposal),
            opening.rule.isSameTest(as: rule), opening.abstention == procedure.abstention,
            opening.graceMinutes == procedure.closingGraceMinutes
        else { throw Self.illegal("the opening is of another text or another rule") }
        self.opening = opening.digest.description
        closesOn = opening.closes.utcDate
        stage = .voting
    }

    private mutating func take(_ count: GovernanceCount) throws {
        guard count.opening == opening, count.state == .closed else {
            throw Self.illegal("the count is of another opening, or its vote is still open")
        }
        stage = count.isCarried ? .carried : .notCarried
        if count.isCarried { bindsFrom = try closesOn?.adding(days: procedure.bindsAfterDays) }
    }

    private mutating func determine(_ isUpheld: Bool, on day: CalendarDate) throws {
        guard isUpheld, let referral else {
            stage = .setAside
            return
        }
        // A proposal that ran out is not carried by a determination: upheld, the old rule stays.
        stage = referral.ground == .timeBox ? .lapsed : referral.from
        // The clock of the time box stood still while it was away.
        if stage == .consulting {
            timeBoxEnds = try timeBoxEnds.adding(days: max(0, (day.dayNumber ?? 0) - (changedOn.dayNumber ?? 0)))
        }
        self.referral = nil
    }

    static func illegal(_ why: String) -> Fault {
        Fault(.governanceIllegal, "the decision cannot go that way: \(why)", help: "look at where it stands")
    }
}

extension GovernanceRule {
    /// Whether two rules ask for the same figures, whatever they are called.
    func isSameTest(as other: Self) -> Bool {
        (code, membersPercent, populationPercent, blockingMembersMin, regionsMin, quorum)
            == (
                other.code, other.membersPercent, other.populationPercent, other.blockingMembersMin, other.regionsMin,
                other.quorum
            ) && needsBodies == other.needsBodies
    }
}

extension CalendarDate {
    /// The day so many days later.
    func adding(days: Int) throws -> CalendarDate {
        guard let number = dayNumber, let day = CalendarDate(dayNumber: number + days) else {
            throw GovernanceDecision.illegal("`\(self)` is not a whole day")
        }
        return day
    }

    /// The same day so many months later, or the month's last where it has no such day.
    func adding(months: Int) throws -> CalendarDate {
        guard let month, let day else { throw GovernanceDecision.illegal("`\(self)` is not a whole day") }
        let all = Int(year) * 12 + Int(month) - 1 + months
        let length = CalendarDate.days(inMonth: all % 12 + 1, of: all / 12)
        guard let found = CalendarDate(year: all / 12, month: all % 12 + 1, day: min(Int(day), length)) else {
            throw GovernanceDecision.illegal("`\(self)` is too late a day")
        }
        return found
    }
}

extension Fault.Code {
    /// A decision cannot take that step.
    package static let governanceIllegal = Self("governance.illegal", status: 409)
}
