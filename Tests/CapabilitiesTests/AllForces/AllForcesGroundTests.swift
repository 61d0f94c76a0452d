import PageKit
import TestKit
import Testing
import Vocabulary

@testable import Capabilities
@testable import CapabilityKit

/// The forces in their boundaries, on nodes that have a base map.
@Suite("Forces on the ground") struct AllForcesGroundTests {
    private func area(_ force: String, _ short: String = "x", at east: Double) -> String {
        """
        {"type": "Feature", "properties": {"name": "\(short)", "force": "\(force)"}, "geometry": {"type": "Polygon",
         "coordinates": [[[\(east), 53], [\(east + 1), 53], [\(east + 1), 54], [\(east + 1), 54.0000001], [\(east), 53]]]}}
        """
    }

    private func base(_ forces: String..., short: String = "x") -> BaseMap {
        let features = forces.enumerated().map { area($1, short, at: Double($0)) }.joined(separator: ",")
        let json = "{\"type\": \"FeatureCollection\", \"features\": [\(features)]}"
        return BaseMap(geoJSON: ["forces": Array(json.utf8)], attribution: "Made up & drawn <here>")
    }

    @Test("Each force of the roster is drawn in its boundary with its state, and whoever made the map is named")
    func drawn() async throws {
        let roster = try await TestNode.open().desk.roster
        let standings = [
            NationStanding(force: TestOfficers.force("13"), isConnected: true, state: .nothingHeld),
            NationStanding(force: TestOfficers.force("06"), isConnected: false),
        ]
        let map = base("West Yorkshire Police", "Greater Manchester Police", "Nobody's Police")
        let html = try #require(AllForces.ground(map, standings, roster: roster)).source
        #expect(html.matches(of: /<path\b/).count == 2)
        #expect(html.contains("class=\"answers\"") && html.contains("class=\"absent\""))
        #expect(html.contains("<title>West Yorkshire Police: answers</title>"))
        #expect(html.contains("Made up &amp; drawn &lt;here&gt;"))
        // Two points that fall on one spot are one.
        #expect(html.contains("d=\"M0 "))
        #expect(html.matches(of: /L/).count == 2 * 3)
    }

    @Test("A force whose official name is written otherwise on the map is known by its short one")
    func shortName() async throws {
        let roster = try await TestNode.open().desk.roster
        let standings = [NationStanding(force: TestOfficers.force("52"), isConnected: true)]
        #expect(roster[TestOfficers.force("52")]?.shortName == "Avon & Somerset")
        let map = base("Avon and Somerset Constabulary", short: "Avon and Somerset")
        #expect(AllForces.ground(map, standings, roster: roster) != nil)
    }

    @Test("A base map without boundaries draws nothing, and neither does one of other forces")
    func nothing() async throws {
        let roster = try await TestNode.open().desk.roster
        let standings = [NationStanding(force: TestOfficers.force("13"), isConnected: true)]
        #expect(AllForces.ground(BaseMap(geoJSON: [:], attribution: ""), standings, roster: roster) == nil)
        #expect(AllForces.ground(base("Nobody's Police"), standings, roster: roster) == nil)
    }
}
