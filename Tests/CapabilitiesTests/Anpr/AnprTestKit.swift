import CapabilityKit
import Sightings
import TestKit
import Vocabulary

@testable import Capabilities

/// A node with two weeks of made-up traffic in it, and what is planted there.
struct AnprNode {
    let node: TestNode
    let traffic: MadeTraffic

    static let analyst = TestOfficers.analyst.asking(for: "intelligence.develop", reference: "Op Larch")
    static let steward = TestOfficers.steward.asking(for: "data.quality", reference: "work order 7")

    /// Four towns, named as areas, until the day before the test's clock.
    static let areas = ["Leeds", "Harrogate", "Wakefield", "Bradford"]
    static let days = 14

    static func open(_ force: String = "13") async throws -> AnprNode {
        var settings = MadeTraffic.Settings()
        (settings.vehicles, settings.days, settings.towns) = (250, days, 4)
        (settings.convoys, settings.lines, settings.clones) = (1, 1, 1)
        settings.firstDay = Int(TestClock.noon.milliseconds / 86_400_000) - days
        let traffic = MadeTraffic(settings)
        let node = try await TestNode.open(force: force)
        let counter = try Anpr.Counter(node.desk, steward)
        let sites = traffic.cameras.map { camera in
            Anpr.Site(
                name: camera.name,
                title: "",
                area: areas[camera.area ?? 0],
                latitude: camera.latitude,
                longitude: camera.longitude
            )
        }
        let roads = traffic.stretches.map { from, to, seconds in
            Anpr.Ground.Road(from: traffic.cameras[from].name, to: traffic.cameras[to].name, seconds: seconds)
        }
        _ = try await counter.describe(sites, [], roads)
        let reads = (0..<days).flatMap { traffic.reads(ofDay: $0) }
        _ = try await counter.take(reads, from: "test")
        return AnprNode(node: node, traffic: traffic)
    }

    var counter: Anpr.Counter { get throws { try Anpr.Counter(node.desk, Self.analyst) } }

    /// A question with what every question has.
    func question(_ kind: Anpr.Kind, _ values: [String: String] = [:]) throws -> Anpr.Question {
        let common = [
            "kind": kind.rawValue, "item": "IR-26-0417", "grading": "2 B P", "from": "2026-11-09", "to": "2026-11-22",
        ]
        return try Anpr.Question(common.merging(values) { $1 }, today: node.desk.today)
    }

    func ask(_ kind: Anpr.Kind, _ values: [String: String] = [:]) async throws -> Anpr.Counter.Asked {
        try await counter.ask(try question(kind, values))
    }

    func acts() async throws -> [LoggedAct] { try await node.acts() }
}
