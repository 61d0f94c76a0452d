import CapabilityKit
import Foundation
import Hummingbird
import HummingbirdTesting
import Synchronization
import TestKit
import Vocabulary

@testable import Node

/// A node whose people sign in at a provider that lives in the test's memory.
struct ProviderNode: Sendable {
    let building: Building
    let clock: TestClock
    let issuer: TestIssuer
    let events: Events

    /// What was noted at the door.
    final class Events: Sendable {
        private let list = Mutex<[SecurityEvent]>([])
        var all: [SecurityEvent] { list.withLock { $0 } }
        var note: NoteSecurity { { event in self.list.withLock { $0.append(event) } } }
    }

    static let address = "https://reeve.westyorks.example"

    static func open(
        address: String? = address,
        rules: SignInRules? = nil,
        staff: [StaffMember]? = nil,
        _ change: (inout ProviderSettings) -> Void = { _ in }
    ) async throws -> ProviderNode {
        let folder = NodeFolder(path: try ScratchFolder.make() + "/node")
        var settings = ProviderSettings(issuer: TestIssuer.issuer, clientID: TestIssuer.client)
        change(&settings)
        try Building.make(
            folder,
            settings: NodeSettings(
                force: TestOfficers.force("13"),
                signIn: .provider(settings),
                address: address,
                sessions: rules
            ),
            officers: TestOfficers.all
        )
        // Everybody's first sign-in ties their number to the account that claims it.
        let listed =
            staff
            ?? TestOfficers.all.map { officer in
                var member = StaffMember(
                    number: officer.number,
                    name: officer.name,
                    force: officer.force,
                    roles: officer.roles,
                    rank: officer.rank,
                    training: officer.training.sorted().map { StaffMember.Training($0) }
                )
                member.bindUntil = "2027-01-01"
                return member
            }
        try folder.write(listed, to: folder.officers)
        let clock = TestClock()
        return ProviderNode(
            building: try await Building.open(folder, demonstration: .always, clock: clock.clock),
            clock: clock,
            issuer: try TestIssuer(),
            events: Events()
        )
    }

    func server() throws -> Server {
        try Server(
            building: building,
            fetchedAssets: nil,
            assetLock: nil,
            note: events.note,
            send: issuer.send
        )
    }

    func browse<Value: Sendable>(
        _ server: Server? = nil,
        _ test: @escaping @Sendable (Person) async throws -> Value
    ) async throws -> Value {
        let application = Application(router: try (server ?? self.server()).router())
        return try await application.test(.router) { client in
            try await test(Person(browser: TestBrowser(client: client), node: self))
        }
    }

    /// Somebody with a browser, in front of the node and the provider.
    struct Person: Sendable {
        let browser: TestBrowser
        let node: ProviderNode

        /// The same at another machine.
        func another() -> Person { Person(browser: browser.another(), node: node) }

        /// Begins at the node and comes to the provider: the values the browser carried there.
        func begin(
            _ next: String = "/search",
            again: Bool = false,
            headers: [String: String] = [:]
        ) async throws -> FormReader {
            let reply = try await browser.get(
                "/sign-in/begin?next=\(TestBrowser.encoded(next))\(again ? "&again=yes" : "")",
                headers: headers
            )
            let query = reply.headers["location"].flatMap { $0.split(separator: "?").last } ?? ""
            let values = FormReader(String(query))
            let now = node.clock.now.milliseconds / 1000
            node.issuer.state.withLock { state in
                state.now = now
                state.nonce = values["nonce"] ?? ""
                state.challenge = values["code_challenge"] ?? ""
            }
            return values
        }

        /// Comes back from the provider.
        func back(
            state: String,
            code: String = "good",
            more: String = "",
            headers: [String: String] = [:]
        ) async throws -> TestBrowser.Reply {
            try await browser.get(
                "/sign-in/back?state=\(TestBrowser.encoded(state))&code=\(code)\(more)",
                headers: headers
            )
        }

        /// The whole of it.
        @discardableResult
        func signIn(again: Bool = false, headers: [String: String] = [:]) async throws -> TestBrowser.Reply {
            try await back(state: try await begin(again: again, headers: headers)["state"] ?? "", headers: headers)
        }

        /// Says what for.
        @discardableResult
        func givePurpose(_ more: [String: String] = [:]) async throws -> TestBrowser.Reply {
            let page = try await browser.get("/purpose")
            let form = [
                "token": TestBrowser.formToken(in: page.text) ?? "", "purpose": "crime.investigate",
                "reference": "WYP-20261123-1", "next": "/search",
            ]
            return try await browser.post("/purpose", form.merging(more) { $1 })
        }
    }
}
