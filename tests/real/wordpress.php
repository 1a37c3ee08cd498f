<?php
// Does what the tests ask of a WordPress: one JSON object a line in, one JSON answer a line out.
// Arguments: the folder of WordPress. First line: {"do": "install", ...} where it is new.
error_reporting(E_ALL & ~E_DEPRECATED & ~E_NOTICE & ~E_WARNING);
$_SERVER['HTTP_HOST'] = '127.0.0.1';
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
$_SERVER['REQUEST_METHOD'] = 'GET';
define('WP_INSTALLING', true); // loads without tables, and mails nobody

function wp_new_blog_notification() {}

require $argv[1] . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';
add_filter('pre_wp_mail', '__return_true');
// The installer would ask its own web server whether pretty addresses work.
add_filter('got_rewrite', '__return_false');

$modified = null; // the moment of the change at hand, where it is not now
add_filter('wp_insert_post_data', function ($data) {
    global $modified;
    if ($modified) {
        $data['post_modified_gmt'] = $modified;
        $data['post_modified'] = get_date_from_gmt($modified);
    }
    return $data;
});

function fields($asked) {
    $post = [];
    foreach (['title', 'content', 'excerpt', 'password', 'name'] as $field) {
        if (isset($asked[$field])) {
            $post["post_$field"] = $asked[$field];
        }
    }
    return wp_slash($post);
}

function install($asked) {
    wp_install($asked['title'], 'redaktion', 'redaktion@example.com', true, '', 'hemligt', 'sv_SE');
    wp_delete_post(1, true);
    wp_delete_post(2, true);
    wp_delete_post(3, true);
    wp_update_user(['ID' => 1, 'display_name' => 'Redaktionen']);
    foreach ($asked['options'] as $name => $value) {
        update_option($name, $value);
    }
    return ['version' => get_bloginfo('version')];
}

function publish($asked) {
    global $modified;
    $modified = $asked['at'];
    $post = fields($asked) + [
        'post_status' => 'publish',
        'post_author' => 1,
        'post_date_gmt' => $asked['at'],
        'post_date' => get_date_from_gmt($asked['at']),
        'tags_input' => $asked['tags'],
    ];
    if ($asked['category']) {
        $post['post_category'] = [wp_create_category($asked['category'])];
    }
    $id = wp_insert_post($post, true);
    return is_wp_error($id) ? ['error' => $id->get_error_message()]
        : ['id' => $id, 'url' => get_permalink($id)];
}

function answer($asked) {
    global $modified, $wp_rewrite, $wpdb;
    switch ($asked['do']) {
        case 'install':
            return install($asked);
        case 'publish':
            $wpdb->query('START TRANSACTION');
            wp_defer_term_counting(true);
            $made = array_map('publish', $asked['posts']);
            wp_defer_term_counting(false);
            $wpdb->query('COMMIT');
            return ['posts' => $made];
        case 'edit':
            $modified = $asked['at'];
            return ['id' => wp_update_post(fields($asked) + ['ID' => $asked['id']])];
        case 'delete':
            return ['done' => (bool) wp_delete_post($asked['id'], true)];
        case 'delete_all':
            foreach (['posts', 'postmeta', 'term_relationships'] as $table) {
                $wpdb->query("DELETE FROM {$wpdb->$table}");
            }
            $wpdb->query("UPDATE $wpdb->term_taxonomy SET count = 0");
            return ['done' => wp_cache_flush()];
        case 'theme':
            switch_theme($asked['name']);
            return ['theme' => get_option('stylesheet')];
        case 'permalinks':
            $wp_rewrite->set_permalink_structure($asked['structure']);
            create_initial_taxonomies(); // categories and tags get addresses of the new form
            $wp_rewrite->flush_rules(false);
            return ['structure' => get_option('permalink_structure')];
        case 'option':
            return ['done' => update_option($asked['name'], $asked['value'])];
    }
    return ['error' => 'unknown: ' . $asked['do']];
}

while (($line = fgets(STDIN)) !== false) {
    ob_start();
    $result = answer(json_decode($line, true));
    ob_end_clean();
    echo json_encode($result), "\n";
}
