--TEST--
The extension declares what its stub says
--EXTENSIONS--
plazo
--FILE--
<?php
// The stub is PHP with empty bodies; under another namespace both can be loaded and compared.
$stub = file_get_contents(__DIR__ . '/../plazo.stub.php');
eval('?>' . str_replace('namespace Plazo\Native;', 'namespace Stub;', $stub));

function signature(ReflectionFunctionAbstract $function): string
{
    $parameters = array_map(fn (ReflectionParameter $p) =>
        implode('', array_map(fn ($a) => "#[{$a->getName()}] ", $p->getAttributes()))
        . "{$p->getType()} \${$p->getName()}"
        . ($p->isDefaultValueAvailable() ? ' = ' . var_export($p->getDefaultValue(), true) : ''), $function->getParameters());
    $modifiers = $function instanceof ReflectionMethod ? implode(' ', Reflection::getModifierNames($function->getModifiers())) : '';
    return trim("$modifiers {$function->getShortName()}(" . implode(', ', $parameters) . "): {$function->getReturnType()}");
}

function surface(string $namespace, bool $internal): array
{
    $lines = [];
    foreach (get_defined_functions()[$internal ? 'internal' : 'user'] as $name) {
        $function = new ReflectionFunction($name);
        if ($function->getNamespaceName() === $namespace) $lines[] = signature($function);
    }
    foreach (get_declared_classes() as $name) {
        $class = new ReflectionClass($name);
        if ($class->getNamespaceName() !== $namespace) continue;
        $parent = $class->getParentClass() ? $class->getParentClass()->getName() : 'nothing';
        $lines[] = ($class->isFinal() ? 'final ' : '') . "{$class->getShortName()} extends $parent";
        foreach ($class->getMethods() as $method)
            if ($method->getDeclaringClass() == $class) $lines[] = "{$class->getShortName()}: " . signature($method);
        foreach ($class->getProperties() as $property)
            if ($property->getDeclaringClass() == $class)
                $lines[] = "{$class->getShortName()}: " . implode(' ', Reflection::getModifierNames($property->getModifiers()))
                    . " {$property->getType()} \${$property->getName()}";
    }
    sort($lines);
    return $lines;
}

$declared = str_replace('Stub\\', 'Plazo\Native\\', surface('Stub', false));
$built = surface('Plazo\Native', true);
// Before PHP 8.2 there is no such attribute.
if (PHP_VERSION_ID < 80200) $declared = str_replace('#[SensitiveParameter] ', '', $declared);
echo count($declared), "\n";
var_dump(array_diff($declared, $built), array_diff($built, $declared));
?>
--EXPECT--
12
array(0) {
}
array(0) {
}
