import Store
import Testing

@Suite("SQL text")
struct SQLTests {
    @Test("a literal is made from program text only")
    func literalsAreStatic() {
        #expect(SQL.StringLiteralType.self == StaticString.self)
        #expect(SQL.StringInterpolation.StringLiteralType.self == StaticString.self)
    }

    @Test("an interpolated value becomes a place and a binding")
    func interpolationBinds() {
        let name = "x'; DROP TABLE person; --"
        let sql: SQL = "SELECT id FROM person WHERE name = \(name) AND age > \(17)"
        #expect(sql.text == "SELECT id FROM person WHERE name = ? AND age > ?")
        #expect(sql.values == [.text(name), .integer(17)])
    }

    @Test("a list binds each of its elements")
    func listsBind() {
        let sql: SQL = "SELECT 1 WHERE 1 IN (\([Int64(1), 2, 3]))"
        #expect(sql.text == "SELECT 1 WHERE 1 IN (?, ?, ?)")
    }

    @Test("pieces keep the order of their values")
    func piecesNest() {
        let filter: SQL = "age > \(17)"
        let sql: SQL = "SELECT \("a") WHERE \(filter) AND x = \(2.5)"
        #expect(sql.text == "SELECT ? WHERE age > ? AND x = ?")
        #expect(sql.values == [.text("a"), .integer(17), .real(2.5)])
    }
}
