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

    /// Prepares to serve a node.
    ///
    /// - `fetchedAssets`: the folder of front-end parts fetched at set-up, where it exists.
    /// - `assetLock`: the file of the hashes they must have.
    /// - `baseMap`: the folder of a base map, where one is installed.
    /// - `signInLog`: where events at the door are written.
    ///
    /// - Throws: ``Fault`` when a folder cannot be read or the settings of the sign-in contradict each other.
    package init(
        building: Building,
        fetchedAssets: String?,
        assetLock: String?,
        baseMap: String? = nil,
        signInLog: @escaping SignInLog = SignInEvent.programLog
    ) throws {
        try self.init(
            building: building,
            fetchedAssets: fetchedAssets,
            assetLock: assetLock,
            baseMap: baseMap,
            signInLog: signInLog,
            send: ProviderDoor.send
        )
    }

    /// The same with the provider reached as the caller has it.
    init(
        building: Building,
        fetchedAssets: String?,
        assetLock: String?,
        baseMap: String? = nil,
        signInLog: @escaping SignInLog,
        send: @escaping ProviderSend
    ) throws {
        self.building = building
        signIn = try SignInDesk(building: building, send: send, log: signInLog)
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
            SecurityHeaders(isSecure: signIn.cookies.isSecure)
            FaultPages(renderer: renderer)
        }
        router.get("a/{hash}/**") { [assets] request, context in
            try assets.response(
                hash: try context.parameters.require("hash"),
                name: context.parameters.getCatchAll().joined(separator: "/")
            )
        }
        router.get("health") { [building] _, _ in
            let health = await LogHealth.of(building)
            return Response(
                status: .init(code: health.status),
                headers: [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"],
                body: .init(byteBuffer: ByteBuffer(string: health.text))
            )
        }
        LogRoutes(disk: building.readableLog, needsWitnesses: building.needsWitnesses).add(to: router.group("log"))
        if let keeper = building.witness {
            WitnessRoutes(keeper: keeper, limit: RateLimit(burst: 120, perSecond: 20, clock: building.clock))
                .add(to: router.group("witness"))
        }
        router.addMiddleware {
            SessionMiddleware(
                sessions: sessions,
                cookies: signIn.cookies,
                limit: RateLimit(burst: 120, perSecond: 20, clock: building.clock),
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
        SignInPages(desk: signIn, sessions: sessions, renderer: renderer).add(to: router)
        AccountPages(desk: signIn, sessions: sessions, renderer: renderer).add(to: router)
        for room in Directory.rooms { open(room, on: router) }
        return router
    }

    /// Serves until the task is cancelled or the process is told to stop.
    ///
    /// `ready`: called with the port once the node answers.
    package func run(port: Int, ready: @escaping @Sendable (Int) async -> Void) async throws {
        var logger = Logger(label: "reeve")
        logger.logLevel = .warning
        var application = Application(
            router: router(),
            configuration: .init(address: .hostname("127.0.0.1", port: port), serverName: nil),
            services: [KeepEscalating(desk: building.desk), KeepIndexed(desk: building.desk)],
            onServerRunning: { channel in await ready(channel.localAddress?.port ?? port) },
            logger: logger
        )
        application.addServices(KeepPublishing(building: building, logger: logger))
        if let client = building.federation, let desk = building.desk as? any ForceDesk {
            let node = client.node
            let authority = try node.trust.contact(clock: building.clock, randomness: building.randomness)
            application.addServices(
                FederationServer(node: node, desk: desk, witness: building.witness).application(),
                KeepCertified(node: node, folder: building.folder, authority: authority, client: client)
            )
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

    private func open(_ room: any Capability.Type, on router: Router<NodeContext>) {
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
