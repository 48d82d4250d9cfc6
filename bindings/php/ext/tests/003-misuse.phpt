--TEST--
Handles come from the library only, and go nowhere else
--EXTENSIONS--
plazo
--FILE--
<?php
require __DIR__ . '/desk.inc';

$desk = populated();
$session = $desk->session('{"type":"customer","customer":"1017"}');
foreach ([$desk, $session] as $handle) {
    $class = get_class($handle);
    echo failure(fn () => new $class()), "\n";
    echo failure(fn () => (new ReflectionClass($class))->newInstanceWithoutConstructor()), "\n";
    echo failure(fn () => clone $handle), "\n";
    echo failure(fn () => serialize($handle)), "\n";
    echo failure(fn () => unserialize('O:' . strlen($class) . ":\"$class\":0:{}")), "\n";
    echo failure(fn () => $handle->more = 1), "\n";
    echo failure(fn () => $handle->call("ticket.list\0", '{}')), "\n";
    var_dump($handle);
}
// The constructor is private, but Reflection lets one call it: it does nothing to a desk that is open.
$construct = new ReflectionMethod(Plazo\Native\Desk::class, '__construct');
$construct->setAccessible(true);
$construct->invoke($desk);
echo json_decode($desk->call('desk.status'))->engine, "\n";
?>
--EXPECTF--
Error: Call to private Plazo\Native\Desk::__construct() from global scope
ReflectionException: Class Plazo\Native\Desk is an internal class marked as final that cannot be instantiated without invoking its constructor
Error: Trying to clone an uncloneable object of class Plazo\Native\Desk
Exception: Serialization of 'Plazo\Native\Desk' is not allowed
Exception: Unserialization of 'Plazo\Native\Desk' is not allowed
Error: Cannot create dynamic property Plazo\Native\Desk::$more
ValueError: Plazo\Native\Desk::call(): Argument #1 ($operation) must not contain any null bytes
object(Plazo\Native\Desk)#%d (0) {
}
Error: Call to private Plazo\Native\Session::__construct() from global scope
ReflectionException: Class Plazo\Native\Session is an internal class marked as final that cannot be instantiated without invoking its constructor
Error: Trying to clone an uncloneable object of class Plazo\Native\Session
Exception: Serialization of 'Plazo\Native\Session' is not allowed
Exception: Unserialization of 'Plazo\Native\Session' is not allowed
Error: Cannot create dynamic property Plazo\Native\Session::$more
ValueError: Plazo\Native\Session::call(): Argument #1 ($operation) must not contain any null bytes
object(Plazo\Native\Session)#%d (0) {
}
sqlite
