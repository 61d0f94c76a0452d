import CapabilityKit
import Foundation
import HTTPTypes
import Hummingbird
import HummingbirdTesting
import Node
import Vocabulary

/// A browser that keeps its cookies, in front of a node's whole web face without a socket between.
package actor TestBrowser {
    /// What a node answered.
    package struct Reply: Sendable {
        package var status: Int
        /// By name in small letters.
        package var headers: [String: String]
        package var text: String
    }

    private let client: any TestClientProtocol
    /// The values of the cookies, by name.
    private var jar: [String: String] = [:]

    /// The cookie of the session, as `name=value`.
    package var cookie: String? { jar.first { $0.key.hasSuffix("reeve_session") }.map { "\($0.key)=\($0.value)" } }

    /// A browser at a client of the test's own.
    package init(client: any TestClientProtocol) { self.client = client }

    /// A browser of another person at the same node.
    package nonisolated func another() -> TestBrowser { TestBrowser(client: client) }

    /// Puts another cookie in the place of all there are.
    package func setCookie(_ cookie: String?) {
        jar = [:]
        if let cookie { keep(cookie) }
    }

    /// Keeps a cookie as a browser does, or lets it go when it has ended.
    private func keep(_ set: String) {
        let parts = set.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        jar[String(parts[0])] = set.contains("Max-Age=0") ? nil : parts.dropFirst().first.map { String($0) }
    }

    /// Gets a page or a file.
    package func get(_ address: String, headers: [String: String] = [:]) async throws -> Reply {
        try await send(.get, address, nil, headers)
    }

    /// Posts a form.
    package func post(
        _ address: String,
        _ form: [String: String] = [:],
        headers: [String: String] = [:]
    ) async throws -> Reply {
        let body = form.sorted { $0.key < $1.key }.map { "\(Self.encoded($0.key))=\(Self.encoded($0.value))" }
        return try await send(.post, address, ByteBuffer(string: body.joined(separator: "&")), headers)
    }

    /// Posts any text.
    package func post(_ address: String, raw text: String) async throws -> Reply {
        try await send(.post, address, ByteBuffer(string: text), [:])
    }

    /// Fills the form of `/purpose` as a person would, and sends it.
    @discardableResult
    package func signIn(
        _ officer: Officer,
        purpose: String = "crime.investigate",
        reference: String = "WYP-20261123-1",
        next: String = "/search"
    ) async throws -> Reply {
        let page = try await get("/purpose?next=\(Self.encoded(next))")
        return try await post(
            "/purpose",
            [
                "token": Self.formToken(in: page.text) ?? "", "officer": officer.number, "purpose": purpose,
                "reference": reference, "next": next,
            ]
        )
    }

    /// The hidden token of a form.
    package static func formToken(in page: String) -> String? {
        page.firstMatch(of: #/name="token" value="([0-9a-f]+)"/#).map { String($0.1) }
            ?? page.firstMatch(of: #/value="([0-9a-f]+)"[^>]*name="token"/#).map { String($0.1) }
    }

    /// Text as one value of an address or a form.
    package static func encoded(_ text: String) -> String {
        text.utf8.map { byte in
            let isPlain = (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
            let digits = String(byte, radix: 16, uppercase: true)
            return isPlain ? String(Character(Unicode.Scalar(byte))) : "%" + (byte < 16 ? "0" : "") + digits
        }.joined()
    }

    private func send(
        _ method: HTTPRequest.Method,
        _ address: String,
        _ body: ByteBuffer?,
        _ more: [String: String] = [:]
    ) async throws -> Reply {
        var headers = HTTPFields()
        for (name, value) in more { if let name = HTTPField.Name(name) { headers[name] = value } }
        let cookies = jar.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        if !cookies.isEmpty { headers[.cookie] = cookies.joined(separator: "; ") }
        if body != nil { headers[.contentType] = "application/x-www-form-urlencoded" }
        let response = try await client.executeRequest(uri: address, method: method, headers: headers, body: body)
        var fields: [String: String] = [:]
        for field in response.headers {
            let name = field.name.canonicalName
            fields[name] = fields[name].map { "\($0), \(field.value)" } ?? field.value
            if name == "set-cookie" { keep(field.value) }
        }
        return Reply(status: response.status.code, headers: fields, text: String(buffer: response.body))
    }
}

extension TestNode {
    /// Opens the node's web face and hands over a browser.
    package func browse<Value: Sendable>(
        _ test: @escaping @Sendable (TestBrowser) async throws -> Value
    ) async throws -> Value {
        let server = try Server(building: building, fetchedAssets: nil, assetLock: nil, note: { _ in })
        let application = Application(router: server.router())
        return try await application.test(.router) { client in try await test(TestBrowser(client: client)) }
    }
}
