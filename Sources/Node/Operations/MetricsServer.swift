import CapabilityKit
import HTTPTypes
import Hummingbird
import Ledger
import Logging
import Vocabulary

/// The page of figures for Prometheus, on a port of its own at 127.0.0.1: it is never reached through the proxy.
package struct MetricsServer: Sendable {
    let port: Int
    let ready: @Sendable (Int) async -> Void

    /// `ready`: called with the port once it answers.
    package init(port: Int, ready: @escaping @Sendable (Int) async -> Void = { _ in }) {
        self.port = port
        self.ready = ready
    }

    func application(_ building: Building) -> some ApplicationProtocol {
        let router = Router()
        let page = MetricsPage(building: building)
        router.get("metrics") { _, _ in
            Response(
                status: .ok,
                headers: [.contentType: "text/plain; version=0.0.4; charset=utf-8", .cacheControl: "no-store"],
                body: .init(byteBuffer: ByteBuffer(string: await page.text()))
            )
        }
        return Application(
            router: router,
            configuration: .init(address: .hostname("127.0.0.1", port: port), serverName: nil),
            onServerRunning: { [port, ready] channel in await ready(channel.localAddress?.port ?? port) },
            logger: Logger(label: "reeve.metrics")
        )
    }
}

/// Gathers the figures of a node each time they are asked for.
actor MetricsPage {
    private let building: Building
    private var acts = ActCounts(next: 0)

    init(building: Building) { self.building = building }

    /// All figures; where the store does not answer, those that need it are left out and `reeve_store_up` is 0.
    func text() async -> String {
        let size = await building.ledger.size
        let cosigned = await building.cosigning.cosigned
        let own = await building.ledger.checkpoint
        let published = try? Checkpoint(parsing: (cosigned ?? own).text).size
        let health = await LogHealth.of(building)
        var samples: [Measures.Sample] = [
            .init(Self.ledgerEntries, [], Double(size)),
            .init(Self.uncosigned, [], Double(size - min(size, published ?? 0))),
            .init(Self.stopped, [], health.stopped == nil ? 0 : 1),
            .init(Self.alarms, [], Double(health.alarms.count)),
        ]
        if let node = building.federation?.node {
            let left = node.identity.certificate.peer.validUntil.milliseconds - building.clock().milliseconds
            samples.append(.init(Self.certificate, [], Double(left / 1000)))
        }
        do {
            try await samples += figures()
            samples.append(.init(Self.storeUp, [], 1))
        } catch {
            samples.append(.init(Self.storeUp, [], 0))
        }
        return building.measures.text(with: samples)
    }

    private func figures() async throws -> [Measures.Sample] {
        let figures = try await building.desk.figures()
        let start = acts.next
        let more = try await building.desk.acts(from: start)
        // Two readers at once must not count the same entries twice: the first to come back counts.
        if acts.next == start, more.next > start {
            acts.byKind.merge(more.byKind, uniquingKeysWith: +)
            acts.released += more.released
            acts.next = more.next
        }
        var samples: [Measures.Sample] = [
            .init(Self.released, [], Double(acts.released)),
            .init(Self.unsettled, [], Double(figures.unsettled)),
            .init(Self.recalls, [], Double(figures.recallsOutstanding)),
            .init(Self.inFlight, [], Double(figures.questionsInFlight)),
            .init(Self.index, [], Double(figures.indexPeople ?? 0)),
        ]
        samples += acts.byKind.map { kind, count in
            Measures.Sample(Self.actsByKind, [("kind", kind)], Double(count))
        }
        for force in building.desk.neighbours?.connected.sorted() ?? [] where force != building.settings.force {
            let state = figures.heard[force] ?? "not_asked"
            samples.append(.init(Self.peer, [("force", "\(force)"), ("state", state)], 1))
            samples.append(.init(Self.breaker, [("force", "\(force)")], figures.breakersOpen.contains(force) ? 1 : 0))
        }
        return samples
    }

    private static let ledgerEntries = Measures.Family("reeve_ledger_entries", .gauge, "Durable entries of the log")
    private static let uncosigned = Measures.Family(
        "reeve_ledger_uncosigned_entries",
        .gauge,
        "Entries that no cosigned checkpoint covers yet; without witnesses, no published one"
    )
    private static let stopped = Measures.Family(
        "reeve_ledger_stopped",
        .gauge,
        "1 when the log takes no more entries, so that nothing is disclosed"
    )
    private static let alarms = Measures.Family("reeve_alarms", .gauge, "Alarms of the log that stand now")
    private static let storeUp = Measures.Family("reeve_store_up", .gauge, "1 when the store of records answers")
    private static let released = Measures.Family(
        "reeve_records_released_total",
        .counter,
        "Records released by entries of the log, since its first"
    )
    private static let actsByKind = Measures.Family(
        "reeve_acts_total",
        .counter,
        "Entries of the log by kind, since its first: disclosure, consultation, refusal, …"
    )
    private static let unsettled = Measures.Family(
        "reeve_unsettled_answers",
        .gauge,
        "Answers between this node and others that are not settled"
    )
    private static let recalls = Measures.Family(
        "reeve_recalls_outstanding",
        .gauge,
        "Recalls that a recipient has not acknowledged"
    )
    private static let inFlight = Measures.Family(
        "reeve_questions_in_flight",
        .gauge,
        "Questions to all forces before their deadline"
    )
    private static let index = Measures.Family("reeve_index_people", .gauge, "People in the search index")
    private static let peer = Measures.Family(
        "reeve_peer_state",
        .gauge,
        "1 for the way in which a force last answered"
    )
    private static let breaker = Measures.Family(
        "reeve_peer_breaker_open",
        .gauge,
        "1 while a force is left alone because it does not answer"
    )
    private static let certificate = Measures.Family(
        "reeve_certificate_seconds",
        .gauge,
        "Seconds until this node's certificate ends"
    )
}
