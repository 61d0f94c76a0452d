import CapabilityKit
import Foundation
import Federation
import Node
import Vocabulary

/// A small node in a folder of its own, with officers of every kind and a clock that stands still.
package struct TestNode: Sendable {
    package let building: Building
    package let clock: TestClock
    package var desk: Desk { building.desk }

    /// Opens a node of West Yorkshire Police, or of another force among others.
    ///
    /// `isApproved`: whether its rooms run as a demonstration's do; otherwise as a node's that was just made.
    package static func open(
        _ folder: String? = nil,
        force: String = "13",
        peers: (any Peers)? = nil,
        connected: Set<ForceCode> = [],
        isApproved: Bool = true
    ) async throws -> TestNode {
        let folder = NodeFolder(path: try folder ?? ScratchFolder.make() + "/node")
        try Building.make(
            folder,
            settings: NodeSettings(force: TestOfficers.force(force)),
            officers: TestOfficers.all,
            demonstration: isApproved ? .always : nil
        )
        if peers != nil {
            // A busy machine takes longer than a control room may; the clock of these nodes stands still.
            var rules = ExchangeRules()
            rules.deadlineMilliseconds = 20_000
            try FileManager.default.createDirectory(atPath: folder.rules, withIntermediateDirectories: true)
            try JSONEncoder().encode(rules).write(to: URL(filePath: folder.rules + "/exchange.json"))
        }
        let clock = TestClock()
        let building = try await Building.open(folder, peers: peers, connected: connected, clock: clock.clock)
        return TestNode(building: building, clock: clock)
    }

    /// Everything in the log, oldest first.
    package func acts() async throws -> [LoggedAct] { try await building.ledger.acts() }
}

extension DemonstrationApprovals {
    /// For tests of what else a room needs: approvals that begin before any test and end after it.
    package static let always: DemonstrationApprovals = {
        let year = { (year: Int) in CalendarDate(year: year, month: 1, day: 1) }
        guard let from = year(1999), let until = year(2999) else { preconditionFailure("these are days") }
        return DemonstrationApprovals(from: from, until: until)
    }()
}
