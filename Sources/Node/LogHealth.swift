import Ledger
import Vocabulary

/// How a node is: whether entries can be recorded, and what an operator must hear of.
package struct LogHealth: Sendable {
    /// Why nothing more is recorded or disclosed; `nil` while the log takes entries.
    package var stopped: Fault?
    /// What is amiss though entries are recorded: split views, missing witnesses, no roster in force.
    package var alarms: [Fault]

    /// The health of a node now.
    package static func of(_ building: Building) async -> LogHealth {
        let splits = await building.witness?.splits ?? []
        return LogHealth(
            stopped: await building.ledger.stopped,
            alarms: await building.cosigning.alarms + splits.map(\.fault)
                + [building.federation?.node.roster?.problem(at: building.clock())].compactMap(\.self)
        )
    }

    /// The HTTP status of `/health`: 503 once nothing can be recorded.
    var status: Int { stopped == nil ? 200 : 503 }

    private var word: String { stopped != nil ? "stopped" : alarms.isEmpty ? "ok" : "alarm" }

    /// The body of `/health` for those outside the machine: the word alone.
    var state: String { word + "\n" }

    /// The body of `/health`: `ok`, or `stopped` or `alarm` and a line for each fault, without its cause.
    var text: String {
        let faults = [stopped].compactMap(\.self) + alarms
        return ([word] + faults.map { "\($0.code): \($0.message)" }).joined(separator: "\n") + "\n"
    }
}
