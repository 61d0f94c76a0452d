import Federation
import Ledger
import Testing
import Vocabulary

@Suite("Published vectors of signed messages") struct MessageVectorTests {
    static let request = SignedRequest(
        method: "POST",
        target: "https://example.com/foo?param=Value&Pet=dog",
        fields: [
            HeaderField("Host", "example.com"), HeaderField("Date", "Tue, 20 Apr 2021 02:07:55 GMT"),
            HeaderField("Content-Type", "application/json"),
            HeaderField(
                "Content-Digest",
                "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:"
            ),
            HeaderField("Content-Length", "18"),
        ],
        body: Array(#"{"hello": "world"}"#.utf8)
    )

    static func input(_ names: [String], req: [String] = [], created: Int64, keyID: String) -> SignatureInput {
        var input = SignatureInput(
            components: names.map { SignatureComponent($0) } + req.map { SignatureComponent($0, ofRequest: true) }
        )
        input.created = created
        input.keyID = keyID
        return input
    }

    /// test-key-ecc-p256 of RFC 9421 appendix B.1.3.
    static func p256() throws -> TokenKey {
        let x = try #require(Base64.decode("qIVYZVLCrPZHGHjP17CTW0/+D9Lfw0EkjqF7xB4FivA="))
        let y = try #require(Base64.decode("Mc4nN9LTDOBhfoUeg8Ye9WedFRhnZXZJA12Qp0zZ6F0="))
        return try #require(TokenKey(x: x, y: y))
    }

    @Test("RFC 9421 B.2.6: the base, the parameters and the Ed25519 signature are those of the standard")
    func ed25519() throws {
        let seed = try #require(Base64.decode("n4Ni+HpISpVObnQMW0wOhCKROaIKqKtW/2ZYb2p9KcU="))
        let key = try SigningKey(name: "test-key-ed25519", seed: seed)
        #expect(Base64.encode(key.verifierKey.publicKey) == "JrQLj5P/89iXES9+vFgrIy29clF9CC/oPPsw3c5D0bs=")
        let names = ["date", "@method", "@path", "@authority", "content-type", "content-length"]
        let input = Self.input(names, created: 1_618_884_473, keyID: key.name)
        let base = try SignatureBase.text(input, of: .request(Self.request))
        #expect(
            base == """
                "date": Tue, 20 Apr 2021 02:07:55 GMT
                "@method": POST
                "@path": /foo
                "@authority": example.com
                "content-type": application/json
                "content-length": 18
                "@signature-params": ("date" "@method" "@path" "@authority" "content-type" "content-length")\
                ;created=1618884473;keyid="test-key-ed25519"
                """
        )
        let published = "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw=="
        let bytes = try #require(Base64.decode(published))
        #expect(key.verifierKey.isValid(signature: bytes, over: base))
        #expect(key.verifierKey.isValid(signature: try key.sign(Array(base.utf8)), over: base))
    }

    @Test("RFC 9421 B.2.5: the base is the one whose HMAC the standard gives")
    func hmac() throws {
        let input = Self.input(
            ["date", "@authority", "content-type"],
            created: 1_618_884_473,
            keyID: "test-shared-secret"
        )
        let base = try SignatureBase.text(input, of: .request(Self.request))
        let key = try #require(
            Base64.decode("uzvJfB4u3N0Jy4T7NZ75MDVcr8zSTInedJtkgcu46YW4XByzNJjxBdtjUkdJPBtbmHhIDi6pcl8jsasjlTMtDQ==")
        )
        let seal = MessageSeal.hmac(key: key, message: Array(base.utf8))
        #expect(seal.base64 == "pxcQw6G3AjtMBQjwo8XzkZf/bws5LelbaMk5rGIGtE8=")
    }

    @Test("RFC 9421 B.2.4: the base of an answer is the one that was signed")
    func response() throws {
        let digest =
            "sha-512=:mEWXIS7MaLRuGgxOBdODa3xqM1XdEvxoYhvlCFJ41QJgJc4GTsPp29l5oGX69wWdXymyU0rjJuahq4l5aGgfLQ==:"
        let response = SignedResponse(
            status: 200,
            fields: [
                HeaderField("Content-Type", "application/json"), HeaderField("Content-Digest", digest),
                HeaderField("Content-Length", "23"),
            ],
            body: []
        )
        let names = ["@status", "content-type", "content-digest", "content-length"]
        let input = Self.input(names, created: 1_618_884_473, keyID: "test-key-ecc-p256")
        let base = try SignatureBase.text(input, of: .response(response, to: Self.request))
        let signature = "wNmSUAhwb5LxtOtOpNa6W5xj067m5hFrj0XQ4fvpaCLx0NKocgPquLgyahnzDnDAUy5eCdlYUEkLIj+32oiasw=="
        let bytes = try #require(Base64.decode(signature))
        #expect(try Self.p256().isValid(bytes, over: Array(base.utf8)))
    }

    @Test("RFC 9421 section 2.4: an answer's base with parts of its request is the one that was signed")
    func responseToRequest() throws {
        let digest =
            "sha-512=:0Y6iCBzGg5rZtoXS95Ijz03mslf6KAMCloESHObfwnHJDbkkWWQz6PhhU9kxsTbARtY2PTBOzq24uJFpHsMuAg==:"
        let response = SignedResponse(
            status: 503,
            fields: [HeaderField("Content-Type", "application/json"), HeaderField("Content-Digest", digest)],
            body: []
        )
        let input = Self.input(
            ["@status", "content-digest", "content-type"],
            req: ["@authority", "@method", "@path", "content-digest"],
            created: 1_618_884_479,
            keyID: "test-key-ecc-p256"
        )
        let base = try SignatureBase.text(input, of: .response(response, to: Self.request))
        let signature = "dMT/A/76ehrdBTD/2Xx8QuKV6FoyzEP/I9hdzKN8LQJLNgzU4W767HK05rx1i8meNQQgQPgQp8wq2ive3tV5Ag=="
        let bytes = try #require(Base64.decode(signature))
        #expect(try Self.p256().isValid(bytes, over: Array(base.utf8)))
    }

    @Test("RFC 9421 section 2.1: white space, folded lines, several lines and empty values")
    func fields() throws {
        let fields = [
            HeaderField("Host", "www.example.com"), HeaderField("X-OWS-Header", "  Leading and trailing whitespace. "),
            HeaderField("X-Obs-Fold-Header", "Obsolete\r\n    line folding."),
            HeaderField("Cache-Control", "max-age=60"), HeaderField("CACHE-CONTROL", "   must-revalidate"),
            HeaderField("Example-Dict", " a=1,    b=2;x=1;y=2,   c=(a   b   c)"), HeaderField("X-Empty-Header", ""),
        ]
        #expect(try fields.canonicalValue(of: "host") == "www.example.com")
        #expect(try fields.canonicalValue(of: "x-ows-header") == "Leading and trailing whitespace.")
        #expect(try fields.canonicalValue(of: "x-obs-fold-header") == "Obsolete line folding.")
        #expect(try fields.canonicalValue(of: "cache-control") == "max-age=60, must-revalidate")
        #expect(try fields.canonicalValue(of: "example-dict") == "a=1,    b=2;x=1;y=2,   c=(a   b   c)")
        #expect(try fields.canonicalValue(of: "x-empty-header")?.isEmpty == true)
        #expect(try fields.canonicalValue(of: "date") == nil)
    }

    @Test(
        "RFC 9530 and RFC 9421: SHA-256 of the published bodies",
        arguments: [
            ("{\"hello\": \"world\"}\n", "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:"),
            ("{\"hello\": \"world\"}", "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:"),
            ("", "sha-256=:47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=:"),
        ]
    )
    func contentDigest(body: String, value: String) throws {
        #expect(ContentDigest.value(of: Array(body.utf8)) == value)
        try ContentDigest.check(value, over: Array(body.utf8))
        try ContentDigest.check("md5=:AAAA:, \(value)", over: Array(body.utf8))
        #expect(throws: Fault.self) { try ContentDigest.check(value, over: Array(body.utf8) + [0x20]) }
    }

    @Test(
        "A digest that is not one, or not SHA-256, is refused",
        arguments: [
            "", "sha-256", "sha-256=::", "sha-256=RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=",
            "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg:", "sha-512=:RK/0:",
            "SHA-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:",
            "sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:,",
            "sha-256=:AAAA:, sha-256=:RK/0qy18MlBSVnWgjwz6lZEWjP/lF5HF9bvEF8FabDg=:",
        ]
    )
    func badDigest(value: String) {
        #expect(throws: Fault.self) { try ContentDigest.sha256(in: value) }
    }
}
