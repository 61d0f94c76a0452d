import CapabilityKit
import Federation
import Foundation
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import PageKit
import Vocabulary

/// The node's web face: the rooms, sign-in, files, and the one list of what every request goes through.
package struct Server: Sendable {
    let building: Building
    let assets: AssetShelf
    let sessions: Sessions
    let baseMap: BaseMap?
    let renderer: PageRenderer
    let signIn: SignInDesk
    let security: SecurityLog?

    /// Prepares to serve a node.
    ///
    /// - `fetchedAssets`: the folder of front-end parts fetched at set-up, where it exists.
    /// - `assetLock`: the file of the hashes they must have.
    /// - `baseMap`: the folder of a base map, where one is installed.
    /// - `security`: the log of security; what it cannot take down does not happen.
    /// - `note`: where its events are written beside it.
    ///
    /// - Throws: ``Fault`` when a folder cannot be read or the settings of the sign-in contradict each other.
    package init(
        building: Building,
        fetchedAssets: String?,
        assetLock: String?,
        baseMap: String? = nil,
        security: SecurityLog? = nil,
        note: @escaping NoteSecurity = SecurityEvent.programLog
    ) throws {
        try self.init(
            building: building,
            fetchedAssets: fetchedAssets,
            assetLock: assetLock,
            baseMap: baseMap,
            security: security,
            note: note,
            send: ProviderDoor.send
        )
    }

    /// The same with the provider reached as the caller has it.
    init(
        building: Building,
        fetchedAssets: String?,
        assetLock: String?,
        baseMap: String? = nil,
        security: SecurityLog? = nil,
        note: @escaping NoteSecurity,
        send: @escaping ProviderSend
    ) throws {
        self.building = building
        self.security = security
        let both: NoteSecurity = { event in
            try security?.write(event)
            try note(event)
        }
        signIn = try SignInDesk(building: building, send: send, history: SignInHistory(reading: security), note: both)
        guard let own = Bundle.module.resourceURL?.appending(path: "Assets") else {
            throw Fault(.rulesMissing, "the node's own style and script are missing", help: "install the program again")
        }
        assets = try AssetShelf(
            own: own,
            fetched: fetchedAssets.map { URL(filePath: $0) },
            lock: assetLock.map { URL(filePath: $0) }
        )
        self.baseMap = try baseMap.map { try BaseMap(folder: $0) }
        sessions = Sessions(
            rules: building.settings.sessions ?? SignInRules(),
            staff: signIn.staff,
            clock: building.clock,
            randomness: building.randomness
        )
        renderer = PageRenderer(
            assets: assets.addresses,
            roster: building.desk.roster,
            purposes: building.desk.rulebook.purposes,
            clock: building.clock
        )
    }

    /// Every address of the node.
    package func router() -> Router<NodeContext> {
        let router = Router(context: NodeContext.self)
        router.addMiddleware {
            MeasuredRequests(measures: building.measures)
            CallerAddress(isBehindProxy: signIn.cookies.isSecure)
            SecurityHeaders(isSecure: signIn.cookies.isSecure)
            FaultPages(
                renderer: renderer,
                note: signIn.note,
                noteLimit: RateLimit(burst: 20, perSecond: 1, clock: building.clock)
            )
        }
        router.get("a/{hash}/**") { [assets] request, context in
            try assets.response(
                hash: try context.parameters.require("hash"),
                name: context.parameters.getCatchAll().joined(separator: "/")
            )
        }
        router.get("health/live") { _, _ in Self.plain(.ok, "live\n") }
        router.get("health/ready") { [building] request, _ in
            let readiness = await NodeReadiness.of(building)
            let isHere = request.headers[CallerAddress.forwardedFor] == nil
            return Self.plain(
                readiness.isReady ? .ok : .serviceUnavailable,
                isHere ? readiness.text : readiness.state
            )
        }
        router.get("health") { [building, signIn, security] request, _ in
            var health = await LogHealth.of(building)
            health.alarms += [signIn.provider?.alarm, security?.stopped, security?.broken].compactMap(\.self)
            // The words are for those who keep this machine; who comes through the proxy learns the state alone.
            let isHere = request.headers[CallerAddress.forwardedFor] == nil
            return Self.plain(.init(code: health.status), isHere ? health.text : health.state)
        }
        LogRoutes(disk: building.readableLog, needsWitnesses: building.needsWitnesses).add(to: router.group("log"))
        if let keeper = building.witness {
            WitnessRoutes(keeper: keeper, limit: RateLimit(burst: 120, perSecond: 20, clock: building.clock))
                .add(to: router.group("witness"))
        }
        BrowserReports(
            limit: RateLimit(burst: 10, perSecond: 1, clock: building.clock),
            note: signIn.note
        ).add(to: router)
        // Outside everything that reads sessions: no cookie opens these, and what opens these opens nothing else.
        let machineLimit = RateLimit(burst: 120, perSecond: 20, clock: building.clock)
        for room in Directory.rooms {
            room.machines(
                MachineRoutes(
                    desk: building.desk,
                    force: building.settings.force,
                    group: router.group(RouterPath("machine/v1/\(room.name)")),
                    admits: { await machineLimit.admits($0) }
                )
            )
        }
        router.addMiddleware {
            SessionMiddleware(
                sessions: sessions,
                cookies: signIn.cookies,
                limit: RateLimit(burst: 120, perSecond: 20, clock: building.clock),
                formLimit: RateLimit(burst: 30, perSecond: 1, clock: building.clock),
                address: building.settings.address,
                desk: building.desk
            )
        }
        router.get("/") { _, _ in Response.redirect(to: "/search", type: .normal) }
        PurposePages(
            desk: signIn,
            rulebook: building.desk.rulebook,
            clock: building.clock,
            roster: building.desk.roster,
            sessions: sessions,
            renderer: renderer
        ).add(to: router)
        AskedQuestions.add(to: router, sessions: sessions, cookie: signIn.cookies.session)
        SignInPages(desk: signIn, sessions: sessions, renderer: renderer).add(to: router)
        AccountPages(desk: signIn, sessions: sessions, renderer: renderer).add(to: router)
        let catalogue = catalogue(opening: router)
        APIPages(routes: catalogue.routes, cookie: signIn.cookies.session, renderer: renderer).add(to: router)
        return router
    }

    private static func plain(_ status: HTTPResponse.Status, _ text: String) -> Response {
        Response(
            status: status,
            headers: [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"],
            body: .init(byteBuffer: ByteBuffer(string: text))
        )
    }

    /// Serves until the task is cancelled or the process is told to stop.
    ///
    /// - `metrics`: the port on 127.0.0.1 of the page of figures; none without.
    /// - `ready`: called with the port once the node answers.
    package func run(
        port: Int,
        metrics: MetricsServer? = nil,
        ready: @escaping @Sendable (Int) async -> Void
    ) async throws {
        let logger = Logger(label: "reeve")
        if let made = try await building.desk.makeReady() { logger.notice("\(made)") }
        var application = Application(
            router: router(),
            configuration: .init(address: .hostname("127.0.0.1", port: port), serverName: nil),
            services: [
                KeepEscalating(desk: building.desk), KeepIndexed(desk: building.desk), KeepTelling(desk: building.desk),
                KeepDisposing(desk: building.desk, force: building.settings.force),
            ],
            onServerRunning: { channel in await ready(channel.localAddress?.port ?? port) },
            logger: logger
        )
        if let metrics { application.addServices(metrics.application(building)) }
        if let security {
            application.addServices(
                KeepAnchoring(desk: building.desk, security: security, force: building.settings.force)
            )
        }
        application.addServices(KeepPublishing(building: building, logger: logger))
        if let client = building.federation {
            let node = client.node
            let authority = try node.trust.contact(clock: building.clock, randomness: building.randomness)
            application.addServices(
                FederationServer(node: node, desk: building.desk, witness: building.witness).application(),
                KeepCertified(node: node, folder: building.folder, authority: authority, client: client)
            )
            if let roster = node.roster {
                application.addServices(KeepRoster(node: node, roster: roster, desk: building.desk))
            }
        }
        do {
            try await application.runService()
        } catch let error as IOError where error.errnoCode == EADDRINUSE {
            throw Fault(
                .portTaken,
                "port \(port) is in use by another program",
                help: "stop that program, or choose another port with --port"
            )
        }
    }

    /// Opens every room on a router, and hands over what its routes say of themselves.
    func catalogue(opening router: Router<NodeContext> = Router(context: NodeContext.self)) -> RouteCatalogue {
        let catalogue = RouteCatalogue()
        for room in Directory.rooms { open(room, on: router, catalogue) }
        return catalogue
    }

    private func open(_ room: any Capability.Type, on router: Router<NodeContext>, _ catalogue: RouteCatalogue) {
        let renderer = renderer
        let notice = RoomNotice(room)
        router.get(RouterPath("\(room.name)/about")) { _, context in renderer.response(notice.page, context) }
        room.routes(
            Routes(
                room: room,
                desk: building.desk,
                pages: router.group(RouterPath(room.name)),
                api: router.group(RouterPath("api/v1/\(room.name)")),
                baseMap: baseMap,
                catalogue: catalogue,
                render: { page, context in renderer.response(page, context) }
            )
        )
    }
}

extension RoomNotice {
    /// The notice at a room's door, from its manifest.
    init(_ room: any Capability.Type) {
        self.init(
            name: room.name,
            title: room.title,
            purpose: room.purpose,
            card: [
                Entry("For", room.card.purpose), Entry("Power", room.card.power), Entry("Data", room.card.data),
                Entry("When it is wrong", room.card.errorCosts), Entry("A person decides", room.card.humanRole),
                Entry("Look again by", room.card.expires),
            ],
            permissions: room.permissions.map { Entry($0.description, $0.explanation) },
            acts: room.acts.map { Entry($0.name, $0.explanation) }
        )
    }
}

extension Fault.Code {
    /// The port cannot be listened on.
    package static let portTaken = Self("node.port_taken", status: 500)
}
