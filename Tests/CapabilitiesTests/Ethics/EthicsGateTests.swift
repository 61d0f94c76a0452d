import CapabilityKit
import Foundation
import Testing
import Vocabulary

@testable import Capabilities

@Suite("The gate before a use runs") struct EthicsGateTests {
    static func day(_ text: String) throws -> CalendarDate { try CalendarDate(parsing: text).found }
    static let force = ForceCode("13")

    static func card(expires: String = "2027-12-31") -> CapabilityCard {
        CapabilityCard(purpose: "p", power: "p", data: "d", errorCosts: "e", humanRole: "h", expires: expires)
    }

    static let thresholds: [UseThreshold] = [
        .falseAlarms(countMax: 7), .falseAlarmShare(percentMax: 10, casesMin: 50),
        .missedShare(percentMax: 40, casesMin: 20), .groupGap(pointsMax: 5, casesMin: 100),
        .overrides(percentMin: 2, percentMax: 50, casesMin: 50), .everyOneAccepted(casesMin: 20),
        .tooQuick(secondsEach: 3, percentMax: 25, casesMin: 20), .drift(percentMax: 15), .volume(max: 1_000),
    ]

    static func approval(until: String = "2027-06-30") throws -> UseApproval {
        UseApproval(
            use: "U-7",
            capability: "faces",
            by: "9301",
            forces: [try force.found],
            from: try day("2027-01-01"),
            until: try day(until),
            conditions: [.init(code: "trained", text: "everybody who uses it is trained")],
            thresholds: thresholds
        )
    }

    static func moment(on text: String = "2027-03-01") throws -> UseGate.Moment {
        UseGate.Moment(force: try force.found, day: try day(text), conditions: ["U-7": ["trained": true]])
    }

    static func counts(_ tp: Int, _ fp: Int, _ fn: Int, _ tn: Int) throws -> OutcomeCounts {
        try OutcomeCounts(truePositives: tp, falsePositives: fp, falseNegatives: fn, trueNegatives: tn)
    }

    /// So many judgements, of which some were overrides, each of four things seen for so long.
    static func judged(_ count: Int, overrides: Int, seconds: Int = 60) -> HumanInvolvement {
        HumanInvolvement(
            judgements: (0..<count).map {
                .init(shown: 4, seconds: seconds, changed: $0 % 2, isOverride: $0 < overrides)
            }
        )
    }

    @Test("No card, an expired card, no approval, an expired one, another force, a condition that is false or unknown")
    func refusals() throws {
        let good = try Self.moment()
        let approvals = [try Self.approval()]
        #expect(UseGate.refusals("faces", card: Self.card(), approvals: approvals, good) == [])
        #expect(UseGate.fault("faces", [], at: good.force) == nil)
        #expect(UseGate.refusals("faces", card: nil, approvals: approvals, good) == [.noCard])
        for expires in ["2027-02-28", "soon", "2027"] {
            let found = UseGate.refusals("faces", card: Self.card(expires: expires), approvals: approvals, good)
            #expect(found.count == 1, "\(expires)")
        }
        #expect(UseGate.refusals("plates", card: Self.card(), approvals: approvals, good) == [.noApproval])
        let ended = try Self.approval(until: "2027-02-28")
        #expect(UseGate.refusals("faces", card: Self.card(), approvals: [ended], good) == [.expired(ended.until)])
        #expect(
            try UseGate.refusals("faces", card: Self.card(), approvals: approvals, Self.moment(on: "2026-12-31"))
                == [.notBegun(approvals[0].from)]
        )
        var elsewhere = good
        elsewhere.force = try ForceCode("20").found
        #expect(UseGate.refusals("faces", card: Self.card(), approvals: approvals, elsewhere) == [.otherForce])
        for (said, isKnown) in [([String: Bool](), false), (["trained": false], true)] {
            var moment = good
            moment.conditions = ["U-7": said]
            let condition = approvals[0].conditions[0]
            #expect(
                UseGate.refusals("faces", card: Self.card(), approvals: approvals, moment)
                    == [.condition(condition, isKnown: isKnown)]
            )
            let fault = UseGate.fault("faces", [.condition(condition, isKnown: isKnown)], at: moment.force)
            #expect(fault?.code == .useCondition && fault?.message.contains(condition.text) == true)
        }
        // The last day is a day of it.
        #expect(
            try UseGate.refusals("faces", card: Self.card(), approvals: approvals, Self.moment(on: "2027-06-30"))
                == []
        )
        // Of two approvals one without a reason against is enough.
        #expect(UseGate.refusals("faces", card: Self.card(), approvals: [ended] + approvals, good) == [])
        // A suspension stops the capability, whatever else approves it.
        var other = try Self.approval()
        other.use = "U-8"
        other.stop(for: ["it erred"], at: good.force, on: good.day)
        let stopped = UseGate.refusals("faces", card: Self.card(), approvals: [other] + approvals, good)
        #expect(stopped.first?.code == .useSuspended)
    }

    /// For each threshold: measures just inside it, and just across.
    static func edges() throws -> [(UseThreshold, inside: UseMeasures, across: UseMeasures)] {
        func groups(_ counts: [String: OutcomeCounts]) -> UseMeasures { UseMeasures(groups: counts) }
        func people(_ involvement: HumanInvolvement) -> UseMeasures { UseMeasures(involvement: involvement) }
        let even = ["a": 50, "b": 50]
        return [
            // Eight of ten false alerts about one group: too few for a rate, too many to ignore.
            (thresholds[0], groups(["Black": try counts(900, 7, 0, 9)]), groups(["Black": try counts(900, 8, 0, 9)])),
            (thresholds[1], groups(["a": try counts(45, 5, 0, 9)]), groups(["a": try counts(44, 6, 0, 9)])),
            (thresholds[2], groups(["a": try counts(12, 0, 8, 9)]), groups(["a": try counts(11, 0, 9, 9)])),
            (
                thresholds[3], groups(["a": try counts(9, 1, 0, 99), "b": try counts(9, 6, 0, 94)]),
                groups(["a": try counts(9, 1, 0, 99), "b": try counts(9, 7, 0, 93)])
            ),
            (thresholds[4], people(judged(50, overrides: 1)), people(judged(51, overrides: 1))),
            (thresholds[4], people(judged(50, overrides: 25)), people(judged(50, overrides: 26))),
            (thresholds[5], people(judged(19, overrides: 0)), people(judged(20, overrides: 0))),
            (
                thresholds[6], people(judged(20, overrides: 1, seconds: 12)),
                people(judged(20, overrides: 1, seconds: 11))
            ),
            (
                thresholds[7], UseMeasures(baseline: even, current: ["a": 65, "b": 35]),
                UseMeasures(baseline: even, current: ["a": 66, "b": 34])
            ),
            (thresholds[8], UseMeasures(uses: 1_000), UseMeasures(uses: 1_001)),
        ]
    }

    @Test("Each threshold holds to its last case, and one more suspends; a handful of cases gives no rate")
    func edge() throws {
        for (threshold, inside, across) in try Self.edges() {
            #expect(threshold.breach(inside) == nil, "\(threshold)")
            #expect(threshold.breach(across) != nil, "\(threshold)")
        }
        let few = UseMeasures(groups: ["a": try Self.counts(0, 5, 5, 0)], involvement: Self.judged(5, overrides: 0))
        #expect(Self.thresholds.compactMap { $0.breach(few) } == [])
        #expect(Self.thresholds.compactMap { $0.breach(UseMeasures()) } == [])
    }

    @Test(
        "A crossed threshold suspends by itself at that force; better figures do not end it, the panel's later advice does"
    )
    func suspension() throws {
        let force = try Self.force.found
        for (_, inside, across) in try Self.edges() {
            var approval = try Self.approval()
            #expect(try approval.measured(inside, at: force, on: Self.day("2027-02-01")) == nil)
            let stopped = try approval.measured(across, at: force, on: Self.day("2027-02-02"))
            #expect(stopped?.breaches.isEmpty == false)
            let good = try Self.moment()
            #expect(
                UseGate.refusals("faces", card: Self.card(), approvals: [approval], good)
                    == [.suspended(try stopped.found)]
            )
            for (use, on, kind) in [
                ("U-7", "2027-02-02", PanelAdvice.Kind.proceed), ("U-8", "2027-02-03", .proceed),
                ("U-7", "2027-02-03", .majorAmendments), ("U-7", "2027-02-03", .moreInformation),
                ("U-7", "2027-02-03", .reject),
            ] {
                let day = try Self.day(on)
                #expect(throws: Fault.self) {
                    try approval.reinstate(at: force, adviceOn: use, on: day, proceeds: kind.allowsProceeding)
                }
            }
            try approval.reinstate(at: force, adviceOn: "U-7", on: Self.day("2027-02-20"), proceeds: true)
            #expect(UseGate.refusals("faces", card: Self.card(), approvals: [approval], good) == [])
        }
    }

    @Test("What people did is counted: overrides, changes, the middle time, and what could not have been read")
    func involvement() {
        let people = Self.judged(10, overrides: 3, seconds: 8)
        #expect(people.overrideRate?.percent() == "30.00 %" && people.acceptRate?.percent() == "70.00 %")
        #expect(people.changedRate == ExactRatio(5, of: 10) && people.medianSeconds == 8)
        #expect(people.tooQuick(secondsEach: 2)?.numerator == 0 && people.tooQuick(secondsEach: 3)?.numerator == 10)
        #expect(HumanInvolvement().overrideRate == nil && HumanInvolvement().medianSeconds == nil)
    }
}
