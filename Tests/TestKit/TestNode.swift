import CapabilityKit
import Node
import Vocabulary

/// A small node in a folder of its own, with officers of every kind and a clock that stands still.
package struct TestNode: Sendable {
    package let building: Building
    package let clock: TestClock
    package var desk: Desk { building.desk }

    /// Opens a node of West Yorkshire Police.
    package static func open(_ folder: String? = nil) async throws -> TestNode {
        let folder = NodeFolder(path: try folder ?? ScratchFolder.make() + "/node")
        try Building.make(
            folder,
            settings: NodeSettings(force: TestOfficers.force("13")),
            officers: TestOfficers.all
        )
        let clock = TestClock()
        return TestNode(building: try await Building.open(folder, clock: clock.clock), clock: clock)
    }

    /// Everything in the log, oldest first.
    package func acts() async throws -> [LoggedAct] { try await building.ledger.acts() }
}
