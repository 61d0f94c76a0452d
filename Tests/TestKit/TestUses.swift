import CapabilityKit
import Policy
import Vocabulary

/// Ways in which a room may or may not run at a node without a demonstration's approvals.
package enum TestUse: String, Sendable, CaseIterable {
    case approved, none, expired, conditionFalse, conditionUnknown, suspended, withdrawn, elsewhere

    /// The code with which it is refused; `nil` where it runs.
    package var code: Fault.Code? {
        switch self {
        case .approved: nil
        case .none: .useNotApproved
        case .expired, .withdrawn: .useExpired
        case .conditionFalse, .conditionUnknown: .useCondition
        case .suspended: .useSuspended
        case .elsewhere: .useNotHere
        }
    }

    /// Writes into a desk's register what brings a room about, in as many entries as are needed.
    package func write(about room: String, on desk: Desk) async throws {
        let today = desk.today
        let force = TestOfficers.force(self == .elsewhere ? "20" : "13")
        func day(_ days: Int) throws -> CalendarDate {
            try CalendarDate(dayNumber: (today.dayNumber ?? 0) + days).orThrow("a day")
        }
        let approval = UseApproval(
            use: "U-1",
            capability: room,
            by: TestOfficers.owner.number,
            forces: [force],
            from: try day(-30),
            until: self == .expired ? try day(-1) : try day(30),
            conditions: [.init(code: "trained", text: "everybody who uses it is trained")],
            thresholds: [.falseAlarms(countMax: 3)]
        )
        var effects: [UseAct.Effect] = self == .none ? [] : [.approved(approval: approval)]
        switch self {
        case .none, .conditionUnknown: break
        case .conditionFalse:
            effects += [true, false].map { .stated(use: "U-1", condition: "trained", isTrue: $0) }
        default: effects.append(.stated(use: "U-1", condition: "trained", isTrue: true))
        }
        if self == .suspended {
            let counts = try OutcomeCounts(truePositives: 9, falsePositives: 4, falseNegatives: 0, trueNegatives: 90)
            effects.append(.measured(use: "U-1", measures: UseMeasures(groups: ["all": counts])))
        }
        if self == .withdrawn { effects.append(.withdrawn(use: "U-1")) }
        for effect in effects { try await desk.write(effect) }
    }
}

extension Desk {
    /// Writes an act of the owner into the register, as the room does after its checks.
    package func write(_ effect: UseAct.Effect) async throws {
        let permission = Permission("ethics.approve", "Approve a use")
        _ = try await changeUses(permission, asked: "a test's own act", for: TestOfficers.owner.asking()) { _ in
            UseAct(effect: effect)
        }
    }
}

extension Optional {
    /// The value, or a fault that says what is missing.
    fileprivate func orThrow(_ what: String) throws -> Wrapped {
        if let self { return self }
        throw Fault(.valueOutOfRange, "there is no `\(what)`")
    }
}
