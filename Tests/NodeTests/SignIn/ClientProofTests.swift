import Foundation
import Ledger
import Synchronization
import TestKit
import Testing
import Vocabulary

@testable import Node

@Suite("How the node proves that it is the client") struct ClientProofTests {
    /// A key made for these tests by openssl; it opens nothing.
    static let pem = """
        -----BEGIN PRIVATE KEY-----
        MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQguvXo1yx37KWr9Bt5
        THmeJgFG2uqUqeKApP4tnwYnmMShRANCAAQQfsIcLgeAlzqGjuQmOPJ/QdHXH4Wy
        OCOrGSuB/AF0jvjhXZQUw2iszHjJnsNTxvz2pWyT8KPxvACDY6W1G0Ka
        -----END PRIVATE KEY-----
        """

    private func write(_ text: String, _ name: String, in folder: NodeFolder, age days: Double = 0) throws {
        let file = "\(folder.path)/\(name)"
        try Data(text.utf8).write(to: URL(filePath: file))
        let written = Date(timeIntervalSince1970: Double(TestClock.noon.milliseconds) / 1000 - days * 86_400)
        try FileManager.default.setAttributes(
            [.posixPermissions: 0o600, .modificationDate: written],
            ofItemAtPath: file
        )
    }

    @Test("A client's key signs a statement for each sign-in, which is good once, for a minute, at one address")
    func key() async throws {
        let node = try await ProviderNode.open { $0.clientKeyFile = "client.key" }
        #expect(throws: Fault.self, "it is not there") { try node.server() }
        try write("no key", "client.key", in: node.building.folder)
        #expect(throws: Fault.self, "it is no key") { try node.server() }
        try write(Self.pem, "client.key", in: node.building.folder)
        try await node.browse { person async throws in
            for _ in 0..<2 { #expect(try await person.signIn().status == 200) }
        }
        let forms = node.issuer.state.withLock { $0.calls.compactMap { $0.form.map(FormReader.init) } }
        let key = try #require(ClientKey(pem: Self.pem))
        let point = try #require(ClaimValue.object(in: Array(key.publicKey.utf8)))
        let check = try #require(
            TokenKey(
                x: Base64URL.decode(point["x"]?.text ?? "") ?? [],
                y: Base64URL.decode(point["y"]?.text ?? "") ?? []
            )
        )
        var numbers: Set<String> = []
        for form in forms {
            #expect(form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer")
            #expect(form["client_secret"] == nil)
            let parts = (form["client_assertion"] ?? "").split(separator: ".")
            try #require(parts.count == 3)
            let signature = try #require(Base64URL.decode(parts[2]))
            #expect(check.isValid(signature, over: Array("\(parts[0]).\(parts[1])".utf8)))
            let header = try #require(Base64URL.decode(parts[0]).flatMap { ClaimValue.object(in: $0) })
            #expect(header["alg"]?.text == "ES256" && header["kid"]?.text == key.thumbprint)
            let claims = try #require(Base64URL.decode(parts[1]).flatMap { ClaimValue.object(in: $0) })
            #expect(claims["iss"]?.text == "reeve" && claims["sub"]?.text == "reeve")
            #expect(claims["aud"]?.text == TestIssuer.issuer + "/token")
            #expect((claims["exp"]?.seconds ?? 0) - (claims["iat"]?.seconds ?? 0) == 60)
            numbers.insert(claims["jti"]?.text ?? "")
        }
        #expect(forms.count == 2 && numbers.count == 2)
    }

    @Test("A secret that is too old is told of a month before and not used after its end")
    func expiry() async throws {
        for (age, tells, signsIn) in [(300.0, false, true), (340, true, true), (366, true, false)] {
            let node = try await ProviderNode.open { $0.clientSecretFile = "client.secret" }
            try write("s", "client.secret", in: node.building.folder, age: age)
            try await node.browse { person async throws in
                #expect(try await person.signIn().status == (signsIn ? 200 : 503), "\(age)")
                let health = try await person.browser.get("/health").text
                #expect(health.contains("signin.client_proof_old") == tells, "\(age)")
            }
        }
    }

    @Test("A secret given to the process is taken before one in the folder")
    func credentials() async throws {
        let given = try ScratchFolder.make()
        let folder = NodeFolder(path: try ScratchFolder.make(), credentials: given)
        #expect(folder.key == folder.path + "/ledger.key")
        try Data().write(to: URL(filePath: given + "/ledger.key"))
        #expect(folder.key == given + "/ledger.key")
        #expect(folder.secretFile("client.secret") == folder.path + "/client.secret")
        #expect(NodeFolder(path: folder.path, credentials: nil).key == folder.path + "/ledger.key")
    }

    @Test("An RSA key of fewer than 3072 bits checks no token, unless the settings allow for 2048")
    func weakRSA() throws {
        var modulus = [UInt8](repeating: 0xFF, count: 256)
        modulus[255] = 0x0D
        #expect(TokenKey(modulus: modulus, exponent: [1, 0, 1]) == nil)
        #expect(TokenKey(modulus: modulus, exponent: [1, 0, 1], bitsMin: 2048) != nil)
        #expect(TokenKey(modulus: Array(modulus.dropFirst()), exponent: [1, 0, 1], bitsMin: 1024) == nil)
    }
}
